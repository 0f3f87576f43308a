import { boolean, oid, octetString, seq, seqOf } from '../der.ts'
import { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'

/** RFC 5280 4.1: one extension; `value` is the DER inside its OCTET STRING. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer
}

// The Baseline Requirements' profiles have at most a dozen.
const maximumExtensions = 64

/** Extensions ::= SEQUENCE OF Extension. Refuses a second extension of the same OID (RFC 5280 4.2). */
export function readExtensions(reader: DerReader): Extension[] {
  const list = reader.sequence()
  const extensions: Extension[] = []
  const seen = new Set<string>()
  while (!list.atEnd) {
    const at = list.position
    const extension = readExtension(list.sequence())
    if (seen.has(extension.oid)) {
      throw new X509Error('duplicateExtension', `the extension ${extension.oid} occurs twice (RFC 5280 4.2)`, at)
    }
    if (extensions.length === maximumExtensions) throw new X509Error('extension', 'there are too many extensions', at)
    seen.add(extension.oid)
    extensions.push(extension)
  }
  return extensions
}

export const encodeExtensions = (extensions: readonly Extension[]): Buffer => seqOf(extensions.map(encodeExtension))

export function findExtension(extensions: readonly Extension[], dotted: string): Extension | undefined {
  return extensions.find((extension) => extension.oid === dotted)
}

/** Runs a reader over the whole value of an extension, if the extension is there. */
export function readValue<T>(
  extensions: readonly Extension[],
  dotted: string,
  read: (reader: DerReader) => T,
): T | undefined {
  const extension = findExtension(extensions, dotted)
  if (extension === undefined) return undefined
  const reader = new DerReader(extension.value)
  const value = read(reader)
  reader.finish()
  return value
}

function readExtension(reader: DerReader): Extension {
  const dotted = reader.oid()
  // DER leaves out a FALSE default; Java and some devices write it all the same, and no meaning hangs on it.
  const critical = reader.tag === 1 ? reader.boolean() : false
  const value = reader.octetString()
  reader.finish()
  return { oid: dotted, critical, value }
}

function encodeExtension({ oid: dotted, critical, value }: Extension): Buffer {
  return critical ? seq(oid(dotted), boolean(true), octetString(value)) : seq(oid(dotted), octetString(value))
}
