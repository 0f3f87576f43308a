import type { CaaFields } from './dns-message.ts'

/** The value of an `issue` or `issuewild` property (RFC 8659 section 4.2). */
export interface IssueValue {
  /** In lower case; empty: nobody may issue. A value that breaks the grammar counts as that. */
  readonly issuer: string
  /** By tag, in lower case, such as `accounturi` and `validationmethods` (RFC 8657). */
  readonly parameters: ReadonlyMap<string, string>
  readonly wellFormed: boolean
}

/** Properties that are understood; `issuemail` and `issuevmc` are understood to be about other certificates. */
const knownTags = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc', 'contactemail', 'contactphone'])

/**
 * Property that must be understood and is not (RFC 8659 section 4.1: bit 0, which is 128). Value 1 is counted as well:
 * zones are found that number the bits from the other end.
 */
export function isUnknownCritical({ flags, tag }: CaaFields): boolean {
  return (flags & 0b1000_0001) !== 0 && !knownTags.has(tag.toLowerCase())
}

/** A tag is letters and digits (RFC 8659 section 4.1); what is none was damaged on the way and forbids. */
export function isMalformed({ tag }: CaaFields): boolean {
  return !/^[a-z0-9]+$/i.test(tag)
}

const label = '[A-Za-z0-9](?:-*[A-Za-z0-9])*'
const issuerName = new RegExp(`^${label}(?:\\.${label})*$`)
const parameter = new RegExp(`^(${label})[ \\t]*=[ \\t]*([\\x21-\\x3a\\x3c-\\x7e]*)$`)
const nobody: IssueValue = { issuer: '', parameters: new Map(), wellFormed: false }

/** `[issuer] [; tag=value]…`, blanks anywhere between; no semicolon after the last parameter. */
export function parseIssueValue(value: string): IssueValue {
  const end = value.indexOf(';')
  const issuer = trim(end === -1 ? value : value.slice(0, end))
  if (issuer !== '' && !issuerName.test(issuer)) return nobody
  const parameters = new Map<string, string>()
  const rest = end === -1 ? '' : trim(value.slice(end + 1))
  for (const part of rest === '' ? [] : rest.split(';')) {
    const [, tag, text] = parameter.exec(trim(part)) ?? []
    if (tag === undefined || text === undefined) return nobody
    // The same parameter twice has no meaning in RFC 8657; two answers to "who may" are none.
    if (parameters.has(tag.toLowerCase())) return nobody
    parameters.set(tag.toLowerCase(), text)
  }
  return { issuer: issuer.toLowerCase(), parameters, wellFormed: true }
}

/** WSP of the grammar: blanks and tabs, nothing else. */
function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}
