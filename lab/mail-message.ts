/** The little of RFC 5322 and MIME (RFC 2045–2047) that reading the platform's mails takes. */
export interface MailMessage {
  readonly headers: ReadonlyMap<string, string>
  readonly from: string
  readonly subject: string
  /** The first text/plain part, decoded. */
  readonly text: string
  /** The first text/html part, decoded; empty if there is none. */
  readonly html: string
}

export function readMail(raw: string): MailMessage {
  const { headers, body } = split(raw)
  const parts = partsOf(headers, body)
  return {
    headers,
    from: decodeWords(headers.get('from') ?? ''),
    subject: decodeWords(headers.get('subject') ?? ''),
    text: parts.find((part) => part.type === 'text/plain')?.content ?? '',
    html: parts.find((part) => part.type === 'text/html')?.content ?? '',
  }
}

interface Part {
  readonly type: string
  readonly content: string
}

/** Multiparts are walked through; a part without a type is text/plain. */
function partsOf(headers: ReadonlyMap<string, string>, body: string): Part[] {
  const contentType = headers.get('content-type') ?? 'text/plain'
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!type.startsWith('multipart/')) return [{ type, content: decodeBody(headers, body) }]
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? ''
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1)
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => {
      const inner = split(piece.replace(/^[ \t]*\r\n/, ''))
      return partsOf(inner.headers, inner.body)
    })
}

function split(raw: string): { headers: Map<string, string>; body: string } {
  const text = raw.replace(/\r?\n/g, '\r\n')
  const start = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n')
  const head = start === -1 ? text : text.slice(0, start)
  const body = start === -1 ? '' : text.slice(start + (start === 0 ? 2 : 4))
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, body }
}

function decodeBody(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit'
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  return unquote(body.replace(/=[ \t]*\r\n/g, ''))
}

/** `=?utf-8?Q?…?=` and `=?utf-8?B?…?=`; blanks between two of them are not part of the text. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_whole, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : unquote(word.replaceAll('_', ' ')),
    )
}

function unquote(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  const plain = bytes.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(plain, 'latin1').toString('utf8')
}
