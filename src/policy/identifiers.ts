import { parse } from 'tldts'
import { toASCII } from 'tr46'
import { type Identifier, ServiceError, type SubError, withoutWildcard } from '../core/index.ts'

/**
 * A name as somebody typed it, in the form in which it is certified: blanks around it gone, lower case, A-labels.
 * Throws rejectedIdentifier or unsupportedIdentifier, naming the field, the name and why.
 */
export function parseIdentifier(text: string, field: string): Identifier {
  const name = text.length <= 253 && plainName.test(text) ? text : certifiedForm(text)
  if (typeof name === 'object') throw refused(name, text, field)
  const refusal = refusalByZone(name.startsWith('*.') ? name.slice(2) : name)
  if (refusal !== undefined) throw refused(refusal, text, field)
  return name as Identifier
}

/**
 * The names of a request, each at its position. Several bad names are one error with a sub-error each; `fieldOf` gives
 * the field of a position.
 */
export function parseIdentifiers(texts: readonly string[], fieldOf: (index: number) => string): Identifier[] {
  if (texts.length > mostNamesRead) {
    const detail = `there are ${texts.length} names, more than any class takes`
    throw new ServiceError('invalidProfile', detail, { field: fieldOf(0) })
  }
  const problems: ServiceError[] = []
  const identifiers = texts.flatMap((text, index) => {
    try {
      return [parseIdentifier(text, fieldOf(index))]
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      problems.push(error)
      return []
    }
  })
  const [first] = problems
  if (first === undefined) return identifiers
  if (problems.length === 1) throw first
  throw new ServiceError(first.kind, first.detail, { ...fieldOption(first), subErrors: problems.map(asSubError) })
}

/** The name just below the public suffix: `example.co.uk` of `*.www.example.co.uk` (Baseline Requirements 1.6.1). */
export function registrableDomain(identifier: Identifier): Identifier {
  const { domain } = parse(withoutWildcard(identifier), suffixRules)
  if (domain === null) throw new ServiceError('serverInternal', `${identifier} has no registrable domain`)
  return domain as Identifier
}

/** The name without its `*.`, then each parent, up to and with the registrable domain. */
export function parentsOf(identifier: Identifier): Identifier[] {
  const end = registrableDomain(identifier)
  const parents: Identifier[] = []
  let name: string = withoutWildcard(identifier)
  while (name.length > end.length) {
    parents.push(name as Identifier)
    name = name.slice(name.indexOf('.') + 1)
  }
  return [...parents, end]
}

/** Whether a name may be a subject's common name: ub-common-name is 64 (RFC 5280 appendix A.1). */
export function fitsCommonName(identifier: Identifier): boolean {
  return identifier.length <= 64
}

/** Above this nobody even reads the names: a CSR with 10,000 of them costs no more than a refusal. */
const mostNamesRead = 500

/**
 * Names that need no IDNA processing: LDH labels in lower case of 1 to 63 octets (RFC 5890 2.3.1), at least two, the
 * last one starting with a letter. Two hyphens in a row anywhere take the slow path, since they may be an A-label.
 */
const plainName = /^(?!.*--)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Both sections of the public suffix list: a customer of github.io controls one name there, not the zone. */
const suffixRules = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false }

interface Refusal {
  readonly kind: 'rejectedIdentifier' | 'unsupportedIdentifier'
  readonly why: string
}

/** The slow path: the name in its certified form, or why it has none. */
function certifiedForm(text: string): string | Refusal {
  const trimmed = text.trim()
  if (trimmed === '') return rejected('is empty')
  // A name has at most 253 octets; this leaves room for what mapping removes, and bounds the work.
  if (trimmed.length > 500) return rejected('is longer than 253 octets')
  const form = unsupportedForm(trimmed)
  if (form !== undefined) return form
  const wildcard = trimmed.startsWith('*.')
  const base = wildcard ? trimmed.slice(2) : trimmed
  if (base.includes('*')) return rejected('has a * that is not the whole left-most label')
  if (base.includes('_')) return rejected('has an underscore, which a certificate for a web server may not name')
  if (base.endsWith('.')) return rejected('ends with a dot')
  const ascii = toASCII(base, strict)
  if (ascii === null) return rejected('is not a valid DNS name (letters, digits and inner hyphens, labels of 1 to 63)')
  const name = wildcard ? `*.${ascii}` : ascii
  return name.length > 253 ? rejected('is longer than 253 octets') : name
}

/** UTS #46 in its strict form: url.domainToASCII lets ex_ample.com, -a.com and xn--0.com pass. */
const strict = {
  useSTD3ASCIIRules: true,
  checkHyphens: true,
  checkBidi: true,
  checkJoiners: true,
  verifyDNSLength: true,
  transitionalProcessing: false,
}

/** What is not a DNS name at all, so that the refusal says what it is instead. */
function unsupportedForm(text: string): Refusal | undefined {
  if (/^[0-9.]+$/.test(text) || /^0x[0-9a-f.x]+$/i.test(text)) return unsupported('is an IP address')
  if (/^\[?[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(?:%.*)?\]?$/i.test(text)) return unsupported('is an IP address')
  if (text.includes('@')) return unsupported('is an e-mail address')
  if (text.includes('://') || text.includes('/')) return unsupported('is a URL')
  if (text.includes(':')) return rejected('has a port or a colon')
  return undefined
}

/** What the zones of the world forbid (Baseline Requirements 4.2.2, 3.2.2.6; RFC 6761). */
function refusalByZone(base: string): Refusal | undefined {
  if (base === 'arpa' || base.endsWith('.arpa')) return rejected('is in the arpa zone, which names no web servers')
  if (base === 'onion' || base.endsWith('.onion')) return unsupported('is an onion name')
  const { domain, publicSuffix, isIcann, isPrivate } = parse(base, suffixRules)
  if (!isIcann && !isPrivate) {
    return rejected(`is an internal name: .${publicSuffix ?? base} is not a public top-level domain`)
  }
  if (domain === null) return rejected('is a public suffix, below which others register names')
  return undefined
}

function rejected(why: string): Refusal {
  return { kind: 'rejectedIdentifier', why }
}

function unsupported(why: string): Refusal {
  return { kind: 'unsupportedIdentifier', why }
}

function refused({ kind, why }: Refusal, text: string, field: string): ServiceError {
  return new ServiceError(kind, `the name "${printable(text)}" ${why}`, { field })
}

/** At most 64 characters, and none that could move a cursor, end a line or break a front end's format. */
function printable(text: string): string {
  const shown = text
    .trim()
    .slice(0, 64)
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|[{}"]/gu, '?')
  return text.trim().length > 64 ? `${shown}…` : shown
}

function asSubError(error: ServiceError): SubError {
  return { kind: error.kind, detail: error.detail, ...fieldOption(error) }
}

function fieldOption({ field }: ServiceError): { readonly field?: string } {
  return field === undefined ? {} : { field }
}
