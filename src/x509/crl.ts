import { type AlgorithmIdentifier, readAlgorithm } from './algorithm.ts'
import { encodeRevokedCertificates, type RevokedCertificate, readRevokedCertificates } from './crl-entries.ts'
import { bitString, contextConstructed, integer, seq, time } from './der.ts'
import { DerReader } from './der-reader.ts'
import { X509Error, within } from './error.ts'
import {
  type IssuingDistributionPoint,
  issuingDistributionPoint,
  readIssuingDistributionPoint,
} from './extensions/distribution-points.ts'
import { type Extension, encodeExtensions, readExtensions, readValue } from './extensions/extension.ts'
import { authorityKeyIdentifier, readAuthorityKeyIdentifier } from './extensions/key-identifiers.ts'
import { type Name, readName } from './name.ts'
import { oids } from './oid.ts'
import { type SignatureAlgorithm, type Signed, signatureAlgorithmDer } from './signature.ts'

/** What to write into a CRL (RFC 5280 5, BR 7.2). Times are epoch milliseconds. */
export interface CrlFields {
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly issuer: Name
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** Strictly rising for each issuer and scope (RFC 5280 5.2.3). */
  readonly number: bigint
  /** The issuer's subject key identifier. */
  readonly authorityKeyIdentifier: Buffer
  /** The URL in the certificates' cRLDistributionPoints, when the CRL covers those certificates only. */
  readonly issuingDistributionPoint?: string
  readonly revoked: Iterable<RevokedCertificate>
}

export interface CertificateList extends Signed {
  readonly der: Buffer
  readonly tbs: Buffer
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Buffer
  readonly issuer: Name
  readonly thisUpdate: number
  readonly nextUpdate: number | undefined
  readonly number: bigint | undefined
  readonly authorityKeyIdentifier: Buffer | undefined
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined
  readonly extensions: readonly Extension[]
  readonly revoked: readonly RevokedCertificate[]
}

/** The to-be-signed bytes. Entries stand in the order given. Throws `reason` for certificateHold and removeFromCRL. */
export function buildTbsCrl(fields: CrlFields): Buffer {
  const { issuingDistributionPoint: url } = fields
  const revoked = encodeRevokedCertificates(fields.revoked)
  const extensions = [
    authorityKeyIdentifier(fields.authorityKeyIdentifier),
    { oid: oids.cRLNumber, critical: false, value: integer(fields.number) },
    ...(url === undefined ? [] : [issuingDistributionPoint(url)]),
  ]
  return seq(
    integer(1),
    signatureAlgorithmDer(fields.signatureAlgorithm),
    fields.issuer.der,
    time(fields.thisUpdate),
    time(fields.nextUpdate),
    // RFC 5280 5.1.2.6: an empty list must be absent.
    ...(revoked === undefined ? [] : [revoked]),
    contextConstructed(0, encodeExtensions(extensions)),
  )
}

/** The CRL of to-be-signed bytes and their signature. */
export function assembleCrl(tbs: Buffer, signature: Buffer): Buffer {
  const fields = new DerReader(tbs).sequence()
  fields.integerBytes()
  return seq(tbs, readAlgorithm(fields).der, bitString(signature))
}

/** Reads a version 1 or 2 CRL of any size; verify it with `verifySignature`. */
export const parseCrl = (der: Buffer): CertificateList =>
  within('CRL', () => {
    const outer = new DerReader(der)
    const reader = outer.sequence()
    outer.finish()
    const start = reader.position
    const { innerAlgorithm, ...content } = readTbs(reader.sequence())
    const tbs = der.subarray(start, reader.position)
    const signatureAlgorithm = readAlgorithm(reader)
    const signature = reader.bitString()
    reader.finish()
    if (!signatureAlgorithm.der.equals(innerAlgorithm.der)) {
      throw new X509Error(
        'unsupportedAlgorithm',
        'the signature algorithms inside and outside differ (RFC 5280 5.1.1.2)',
      )
    }
    return { ...content, der, tbs, signatureAlgorithm, signature }
  })

function readTbs(fields: DerReader) {
  const version = fields.tag === 2 ? fields.small() : 0
  if (version > 1) throw new X509Error('version', `the version ${version + 1} does not exist`)
  const innerAlgorithm = readAlgorithm(fields)
  const issuer = readName(fields)
  const thisUpdate = fields.time()
  const nextUpdate = fields.atEnd || (fields.tag & 0xe0) !== 0 || fields.tag === 0x30 ? undefined : fields.time()
  const revoked = fields.tag === 0x30 ? readRevokedCertificates(fields.sequence()) : []
  const wrapper = fields.optionalContext(0)
  fields.finish()
  const extensions = wrapper === undefined ? [] : readExtensions(wrapper)
  wrapper?.finish()
  return {
    innerAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate,
    number: readValue(extensions, oids.cRLNumber, (reader) => reader.unsigned()),
    authorityKeyIdentifier: readValue(extensions, oids.authorityKeyIdentifier, readAuthorityKeyIdentifier)
      ?.keyIdentifier,
    issuingDistributionPoint: readValue(extensions, oids.issuingDistributionPoint, readIssuingDistributionPoint),
    extensions,
    revoked,
  }
}
