import {
  type CertificateClass,
  type ClassId,
  type ControlMethod,
  type ControlScope,
  catalogue,
  parseClassId,
  parseServerType,
} from '../../core/index.ts'
import { type CommandParameters, parseCertificateId, parseOrderId } from '../../protocols/centralnic/index.ts'
import { decodePem, type PemLabel, X509Error } from '../../x509/index.ts'
import { CommandError } from './errors.ts'

/** The parameter's value, or 504. */
export function required(parameters: CommandParameters, name: string): string {
  const value = parameters.text(name)
  if (value === undefined) throw new CommandError(504, name.toUpperCase())
  return value
}

/** 1 or 0; absent is `undefined`. */
export function flag(parameters: CommandParameters, name: string): boolean | undefined {
  const value = parameters.text(name)
  if (value === undefined) return undefined
  if (value === '1') return true
  if (value === '0') return false
  throw new CommandError(505, `${name.toUpperCase()}: 0 or 1 is expected`)
}

/** A whole number from 0 on. */
export function integer(parameters: CommandParameters, name: string, fallback: number, maximum: number): number {
  const value = parameters.text(name)
  if (value === undefined) return fallback
  if (!/^\d{1,10}$/.test(value)) throw new CommandError(505, `${name.toUpperCase()}: a whole number is expected`)
  return Math.min(Number(value), maximum)
}

/** One of the words, in any case. */
export function word<T extends string>(
  parameters: CommandParameters,
  name: string,
  words: readonly T[],
): T | undefined {
  const value = parameters.text(name)
  if (value === undefined) return undefined
  const found = words.find((known) => known.toLowerCase() === value.toLowerCase())
  if (found === undefined) throw new CommandError(505, `${name.toUpperCase()}: one of ${words.join(', ')} is expected`)
  return found
}

/** The class, in any case and with the manual's aliases. */
export function certificateClass(parameters: CommandParameters): CertificateClass {
  const id = parseClassId(required(parameters, 'class'))
  if (id === undefined) throw new CommandError(541, 'CLASS: there is no such class')
  return catalogue[id]
}

/** FILE is the older name of HTTP (reference section 7 row 8). */
export function controlMethod(parameters: CommandParameters): ControlMethod | undefined {
  const method = word(parameters, 'dcvmethod', ['email', 'dns-txt', 'dns-cname', 'http', 'https', 'file'])
  return method === 'file' ? 'http' : method
}

export function controlScope(parameters: CommandParameters): ControlScope | undefined {
  return word(parameters, 'dcvscope', ['base', 'fqdn'])
}

/** Known to any CA, with the manual's spellings; whether the class's CA has it is the registration's to say. */
export function serverType(parameters: CommandParameters): string | undefined {
  const value = parameters.text('servertype')
  if (value === undefined) return undefined
  const id = parseServerType(value, 'DigiCert') ?? parseServerType(value, 'Sectigo')
  if (id === undefined) throw new CommandError(505, 'SERVERTYPE: there is no such server type')
  return id
}

/** A PEM (or its bare base64) given line by line or whole, as DER. */
export function pem(parameters: CommandParameters, name: string, label: PemLabel): Buffer | undefined {
  const text = parameters.multiline(name)
  if (text === undefined) return undefined
  try {
    return decodePem(text, [label]).der
  } catch (error) {
    if (error instanceof X509Error) throw new CommandError(505, `${name.toUpperCase()}: ${error.message}`)
    throw error
  }
}

/** A certificate by its id; one that cannot be an id, or has no class's prefix, is as unknown as one that is not there. */
export function certificateReference(parameters: CommandParameters, name = 'certificate') {
  const id = parseCertificateId(required(parameters, name))
  const classId = id && classOfPrefix.get(id.prefix)
  if (id === undefined || classId === undefined) throw new CommandError(545, name.toUpperCase())
  return { certificateId: id.number, class: classId }
}

export function orderReference(parameters: CommandParameters) {
  const id = parseOrderId(required(parameters, 'certificateorder'))
  const classId = id && classOfPrefix.get(id.prefix)
  if (id === undefined || classId === undefined) throw new CommandError(545, 'CERTIFICATEORDER')
  return { orderId: id.number, class: classId }
}

const classOfPrefix: ReadonlyMap<string, ClassId> = new Map(
  Object.values(catalogue).map(({ prefix, id }) => [prefix, id]),
)

/** This API's version: absent means 2 where nothing speaks for 1 (reference decision 10). */
export function assertVersion2(parameters: CommandParameters): void {
  const version = word(parameters, 'apiversion', ['1', '2'])
  if (version === '1') throw new CommandError(541, 'APIVERSION: SSL API 1.0 is not served; APIVERSION=2 is')
}

/**
 * For commands that name a class: these four stand in both generations, and mean the older one where no version is
 * given (reference decision 10).
 */
export function assertClassOfVersion2(parameters: CommandParameters, { id }: CertificateClass): void {
  if (parameters.has('apiversion') || !classesOfBothVersions.has(id)) return
  throw new CommandError(541, `CLASS: without APIVERSION=2 ${id} is a class of SSL API 1.0, which is not served`)
}

const classesOfBothVersions: ReadonlySet<ClassId> = new Set([
  'unifiedcommunicationsdv',
  'unifiedcommunicationsov',
  'multidomainov',
  'multidomainev',
])

/** Seed 004 section 9.1.20: a token made before the order. */
export function assertNoToken(parameters: CommandParameters): void {
  if (parameters.has('dcvtoken')) throw new CommandError(541, 'DCVTOKEN: immediate issuance is not served')
}
