import { X509Error } from './error.ts'

export type PemLabel =
  | 'CERTIFICATE REQUEST'
  | 'CERTIFICATE'
  | 'X509 CRL'
  | 'PUBLIC KEY'
  | 'PRIVATE KEY'
  | 'EC PRIVATE KEY'
  | 'RSA PRIVATE KEY'

const maximumLength = 65_536
const aliases = new Map<string, PemLabel>([
  ['NEW CERTIFICATE REQUEST', 'CERTIFICATE REQUEST'],
  ['X509 CERTIFICATE', 'CERTIFICATE'],
])

/**
 * The DER inside a PEM text, as clients really send it: CRLF or no line ends at all, written-out `\n`, blanks inside,
 * text around it, the old label NEW CERTIFICATE REQUEST, or bare base64 without armour.
 * `kinds` are the labels accepted; bare base64 is taken as the first of them.
 * Throws `tooLarge` (over 64 KiB, before anything is read) and `pem`. Every step is one linear pass.
 */
export function decodePem(text: string, kinds: readonly PemLabel[]): { label: PemLabel; der: Buffer } {
  if (text.length > maximumLength) {
    throw new X509Error('tooLarge', `the PEM text has ${text.length} characters, at most ${maximumLength} are read`)
  }
  const [first = 'CERTIFICATE'] = kinds
  const blocks = findBlocks(text)
  const block = blocks[0] ?? { label: first, body: text }
  const label = aliases.get(block.label) ?? (block.label as PemLabel)
  if (blocks.some(({ body }) => body !== block.body)) {
    throw new X509Error('pem', `exactly one ${first} block is expected, more were sent`)
  }
  if (!kinds.includes(label)) throw new X509Error('pem', `a ${kinds.join(' or ')} is expected, found ${block.label}`)
  return { label, der: decodeBase64(block.body) }
}

/** RFC 7468: 64 columns, a line end at the end. */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.length).toString('base64')
  let text = `-----BEGIN ${label}-----\n`
  for (let at = 0; at < base64.length; at += 64) text += `${base64.slice(at, at + 64)}\n`
  return `${text}-----END ${label}-----\n`
}

function findBlocks(text: string): { label: string; body: string }[] {
  const blocks: { label: string; body: string }[] = []
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at)) {
    const labelStart = at + 11
    const labelEnd = text.indexOf('-----', labelStart)
    if (labelEnd < 0 || labelEnd - labelStart > 40) throw new X509Error('pem', 'a BEGIN line is not complete')
    const label = text.slice(labelStart, labelEnd)
    const footer = `-----END ${label}-----`
    const bodyEnd = text.indexOf(footer, labelEnd)
    if (bodyEnd < 0) throw new X509Error('pem', `the line "${footer}" is missing`)
    blocks.push({ label, body: compact(text.slice(labelEnd + 5, bodyEnd)) })
    // Two are enough to know that there is more than one.
    if (blocks.length === 2) break
    at = bodyEnd + footer.length
  }
  return blocks
}

function decodeBase64(body: string): Buffer {
  const base64 = compact(body)
  if (base64 === '') throw new X509Error('pem', 'there is nothing between the BEGIN and END lines')
  const der = Buffer.from(base64, 'base64')
  // Buffer skips what it does not know; only exact base64 comes back the same.
  if (der.toString('base64') !== base64) throw new X509Error('pem', describeFault(base64, body))
  return der
}

/** Without blanks and line ends, the written-out ones too (a text that went through JSON twice). */
const compact = (text: string): string => text.replace(/\s+|\\[rn]/g, '')

function describeFault(base64: string, body: string): string {
  const wrong = /[^A-Za-z0-9+/=]/.exec(base64)
  if (wrong !== null) return `the character ${JSON.stringify(wrong[0])} is not base64`
  if (/[A-Za-z0-9] [A-Za-z0-9]/.test(body)) {
    return 'the base64 text is damaged; it has blanks inside: was "+" sent without percent-encoding?'
  }
  return 'the base64 text is cut or wrongly padded'
}
