import { verify, type X509Certificate } from 'node:crypto'

/** The distribution point stands in the certificate as plain text, for DER writes an IA5String as it is. */
export async function fetchCrl({ raw }: X509Certificate): Promise<Buffer> {
  const [url] = /http:\/\/[\x21-\x7e]+?\.crl/.exec(raw.toString('latin1')) ?? []
  if (url === undefined) throw new Error('the certificate names no CRL')
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

/** RFC 5280 5.1: SEQUENCE { tbsCertList, algorithm, BIT STRING }, signed by the issuing CA over the first part. */
export function crlFault(crl: Buffer, issuer: X509Certificate): string | undefined {
  const [tbs, , bits] = children(crl)
  if (tbs === undefined || bits === undefined) return 'the CRL cannot be read'
  const signature = bits.subarray(bits.length - lengthOf(bits).length + 1)
  return verify('sha256', tbs, issuer.publicKey, signature) ? undefined : 'the CRL is not signed by the issuing CA'
}

/** Entries hold the serial number as an INTEGER: its octets follow tag and length. */
export function isListed(crl: Buffer, serialNumber: string): boolean {
  const even = serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`
  const bytes = Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex')
  return crl.includes(Buffer.concat([Buffer.of(0x02, bytes.length), bytes]))
}

function children(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = []
  let rest = bytes.subarray(lengthOf(bytes).header)
  while (rest.length > 0) {
    const { header, length } = lengthOf(rest)
    parts.push(rest.subarray(0, header + length))
    rest = rest.subarray(header + length)
  }
  return parts
}

function lengthOf(bytes: Buffer): { readonly header: number; readonly length: number } {
  const first = bytes[1] ?? 0
  if (first < 0x80) return { header: 2, length: first }
  const octets = first & 0x7f
  return { header: 2 + octets, length: bytes.readUIntBE(2, octets) }
}
