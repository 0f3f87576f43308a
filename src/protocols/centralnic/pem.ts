const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

/**
 * Puts line ends back into PEM: SDKs delete CR and LF inside a value, so a PEM handed over whole arrives as one line
 * (reference 1.2, row 6). Text without a PEM block comes back as it is.
 */
export function rewrapPem(text: string): string {
  const wrapped = text.replace(BLOCK, (_, label: string, body: string) => {
    const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? []
    return `\n-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
  })
  return wrapped === text ? text : wrapped.replace(/\n{2,}/g, '\n').replace(/^\n|\n$/g, '')
}
