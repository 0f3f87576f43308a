import { type AlgorithmIdentifier, algorithmName, readAlgorithm } from './algorithm.ts'
import { bitString, seq } from './der.ts'
import { DerReader } from './der-reader.ts'
import { X509Error, within } from './error.ts'
import type { Signed } from './signature.ts'
import { type TbsCertificate, readTbsCertificate } from './tbs-certificate.ts'

/** An X.509 certificate (RFC 5280 4.1), read but not trusted: nothing here has been verified. */
export interface Certificate extends TbsCertificate, Signed {
  readonly der: Buffer
  /** The bytes that were signed. */
  readonly tbs: Buffer
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Buffer
}

const maximumLength = 200_000

export const parseCertificate = (der: Buffer): Certificate =>
  within('certificate', () => {
    if (der.length > maximumLength) {
      throw new X509Error('tooLarge', `it has ${der.length} bytes, at most ${maximumLength} are read`)
    }
    const outer = new DerReader(der)
    const reader = outer.sequence()
    outer.finish()
    const start = reader.position
    const fields = readTbsCertificate(reader)
    const tbs = der.subarray(start, reader.position)
    const signatureAlgorithm = readAlgorithm(reader)
    const signature = reader.bitString()
    reader.finish()
    if (!signatureAlgorithm.der.equals(fields.innerAlgorithm.der)) {
      throw new X509Error(
        'unsupportedAlgorithm',
        'the signature algorithms inside and outside differ (RFC 5280 4.1.1.2)',
      )
    }
    return { ...fields, der, tbs, signatureAlgorithm, signature }
  })

/** The certificate of to-be-signed bytes and their signature; the algorithm is the one named inside. */
export function assembleCertificate(tbs: Buffer, signature: Buffer): Buffer {
  return seq(tbs, innerAlgorithmOf(tbs), bitString(signature))
}

/** The to-be-signed bytes of a certificate, for comparing with what was stored before signing. */
export function tbsOf(certificateDer: Buffer): Buffer {
  return new DerReader(certificateDer).sequence().element()
}

/** "sha256WithRSAEncryption", as OpenSSL prints it. */
export const signatureAlgorithmName = ({ signatureAlgorithm }: Signed): string => algorithmName(signatureAlgorithm.oid)

function innerAlgorithmOf(tbs: Buffer): Buffer {
  const fields = new DerReader(tbs).sequence()
  fields.optionalContext(0)
  fields.integerBytes()
  return readAlgorithm(fields).der
}
