import { ProtocolError } from './protocol-error.ts'
import { trimBlanks } from './text.ts'

/** Where a field stood, for errors: `query` or `body`, and within `S_COMMAND`. */
export interface Field {
  /** Upper case. */
  readonly name: string
  /** Decoded, as sent: a password's blanks are its own. */
  readonly value: string
}

/** A request of a certificate API has at most 257 CSR lines and four families of 251: 2,000 is generous. */
export const MAX_PARAMETERS = 2000
export const MAX_NAME_LENGTH = 64
export const MAX_VALUE_LENGTH = 65_536

/**
 * Parses `application/x-www-form-urlencoded`, whatever the content type says (reference 1.2, row 2): `+` and `%20` are
 * blanks, the first `=` ends the name. Octets that are not ASCII are taken as UTF-8, percent-encoded or not.
 */
export function parseForm(form: Buffer | string, source: 'query' | 'body'): Field[] {
  const text = toOctets(form, source)
  const fields: Field[] = []
  for (let start = 0, position = 1; start < text.length; position += 1) {
    if (position > MAX_PARAMETERS)
      throw new ProtocolError('tooLarge', `more than ${MAX_PARAMETERS} fields in the ${source}`)
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    const equals = text.indexOf('=', start)
    const nameEnd = equals === -1 || equals > end ? end : equals
    const at = `field ${position} of the ${source}`
    const name = checkedName(unescape(text.slice(start, nameEnd), `the name of ${at}`), at)
    const value = unescape(text.slice(nameEnd + 1, end), `the value of ${name} in the ${source}`, name)
    if (name !== '') fields.push({ name, value: name === 'S_COMMAND' ? value : checkedValue(name, value) })
    start = end + 1
  }
  return fields
}

/** A parameter's name in upper case. Its text is not repeated in errors: a broken form may have a password for a name. */
export function checkedName(raw: string, at: string): string {
  const name = trimBlanks(raw)
  if (name.length > MAX_NAME_LENGTH) {
    throw new ProtocolError('tooLarge', `the name of ${at} is longer than ${MAX_NAME_LENGTH} characters`)
  }
  if (!/^[\x20-\x7e]*$/.test(name)) {
    throw new ProtocolError('malformed', `the name of ${at} has characters that no parameter has`)
  }
  return name.toUpperCase()
}

export function checkedValue(name: string, value: string): string {
  if (value.length > MAX_VALUE_LENGTH) {
    throw new ProtocolError('tooLarge', `${name} is longer than ${MAX_VALUE_LENGTH} characters`, name)
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value)) {
    throw new ProtocolError('malformed', `${name} contains a control character`, name)
  }
  return value
}

/**
 * One character per octet. A string with characters beyond U+00FF is text and becomes UTF-8; otherwise a query is what
 * Node's parser gives as `url`, one character per octet already, and a body given as a string is text.
 */
function toOctets(form: Buffer | string, source: 'query' | 'body'): string {
  if (typeof form !== 'string') return form.toString('latin1')
  if (!/[\u0080-\uffff]/.test(form)) return form
  if (!form.isWellFormed()) throw new ProtocolError('malformed', `the ${source} is not valid UTF-8`)
  const isText = source === 'body' || /[\u0100-\uffff]/.test(form)
  return isText ? Buffer.from(form).toString('latin1') : form
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function unescape(octets: string, where: string, field?: string): string {
  try {
    const blanks = octets.includes('+') ? octets.replaceAll('+', ' ') : octets
    const text = /[\x80-\xff]/.test(blanks) ? utf8.decode(Buffer.from(blanks, 'latin1')) : blanks
    return text.includes('%') ? decodeURIComponent(text) : text
  } catch {
    throw new ProtocolError('malformed', `${where} is not valid percent-encoded UTF-8`, field)
  }
}
