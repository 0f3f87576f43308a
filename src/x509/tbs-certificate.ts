import { type AlgorithmIdentifier, readAlgorithm } from './algorithm.ts'
import { contextConstructed, integer, seq, time } from './der.ts'
import type { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { type AccessDescription, readAuthorityInfoAccess } from './extensions/authority-info-access.ts'
import { type BasicConstraints, readBasicConstraints } from './extensions/basic-constraints.ts'
import { type PolicyInformation, readCertificatePolicies } from './extensions/certificate-policies.ts'
import { type DistributionPoint, readDistributionPoints } from './extensions/distribution-points.ts'
import { type Extension, encodeExtensions, readExtensions, readValue } from './extensions/extension.ts'
import { readExtendedKeyUsage } from './extensions/extended-key-usage.ts'
import { type GeneralNames, readGeneralNames } from './extensions/general-names.ts'
import {
  type AuthorityKeyIdentifier,
  readAuthorityKeyIdentifier,
  readSubjectKeyIdentifier,
} from './extensions/key-identifiers.ts'
import { type KeyUsage, readKeyUsage } from './extensions/key-usage.ts'
import { type Name, readName } from './name.ts'
import { oids } from './oid.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { type SignatureAlgorithm, signatureAlgorithmDer } from './signature.ts'

/** RFC 5280 4.1.2: what a certificate says. Extensions that are absent are undefined. */
export interface TbsCertificate {
  readonly version: 1 | 2 | 3
  /** Lower-case hex of the magnitude, two digits an octet, without a sign octet. */
  readonly serialNumber: string
  /** Content octets of the INTEGER, sign octet included. */
  readonly serialOctets: Buffer
  /** The signature algorithm named inside. */
  readonly innerAlgorithm: AlgorithmIdentifier
  readonly issuer: Name
  /** Epoch milliseconds; both ends are inclusive (RFC 5280 4.1.2.5). */
  readonly notBefore: number
  readonly notAfter: number
  /** The Validity element as it stands. */
  readonly validity: Buffer
  readonly subject: Name
  readonly publicKey: PublicKey
  /** Whether it has the obsolete issuerUniqueID or subjectUniqueID. */
  readonly hasUniqueIdentifiers: boolean
  readonly extensions: readonly Extension[]
  readonly subjectAltName: GeneralNames | undefined
  readonly keyUsage: readonly KeyUsage[] | undefined
  /** Names where there is one, else dotted OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined
  readonly basicConstraints: BasicConstraints | undefined
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined
  readonly subjectKeyIdentifier: Buffer | undefined
  readonly cRLDistributionPoints: readonly DistributionPoint[] | undefined
  readonly authorityInfoAccess: readonly AccessDescription[] | undefined
  readonly certificatePolicies: readonly PolicyInformation[] | undefined
}

/** What to write into a version 3 certificate. */
export interface CertificateFields {
  /** Hex, as `randomSerialNumber` makes it. */
  readonly serialNumber: string
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly issuer: Name
  /** Epoch milliseconds. */
  readonly notBefore: number
  /** Epoch milliseconds, inclusive. */
  readonly notAfter: number
  readonly subject: Name
  readonly publicKey: PublicKey
  /** In this order. */
  readonly extensions: readonly Extension[]
}

const version3 = contextConstructed(0, integer(2))

export function buildTbsCertificate(fields: CertificateFields): Buffer {
  return seq(
    version3,
    integer(Buffer.from(fields.serialNumber, 'hex')),
    signatureAlgorithmDer(fields.signatureAlgorithm),
    fields.issuer.der,
    seq(time(fields.notBefore), time(fields.notAfter)),
    fields.subject.der,
    fields.publicKey.spki,
    contextConstructed(3, encodeExtensions(fields.extensions)),
  )
}

export function readTbsCertificate(reader: DerReader): TbsCertificate {
  const fields = reader.sequence()
  const version = readVersion(fields)
  const serialOctets = fields.integerBytes()
  const innerAlgorithm = readAlgorithm(fields)
  const issuer = readName(fields)
  const validityStart = fields.position
  const validity = fields.sequence()
  const notBefore = validity.time()
  const notAfter = validity.time()
  validity.finish()
  const validityDer = fields.bytes.subarray(validityStart, fields.position)
  const subject = readName(fields)
  const publicKey = readPublicKey(fields)
  const issuerUniqueID = fields.optionalContextPrimitive(1)
  const subjectUniqueID = fields.optionalContextPrimitive(2)
  const wrapper = fields.optionalContext(3)
  fields.finish()
  const extensions = wrapper === undefined ? [] : readExtensions(wrapper)
  wrapper?.finish()
  return {
    version,
    serialNumber: (serialOctets.length > 1 && serialOctets[0] === 0 ? serialOctets.subarray(1) : serialOctets).toString(
      'hex',
    ),
    serialOctets,
    innerAlgorithm,
    issuer,
    notBefore,
    notAfter,
    validity: validityDer,
    subject,
    publicKey,
    hasUniqueIdentifiers: issuerUniqueID !== undefined || subjectUniqueID !== undefined,
    extensions,
    ...readKnownExtensions(extensions),
  }
}

function readVersion(fields: DerReader): 1 | 2 | 3 {
  const at = fields.position
  const wrapper = fields.optionalContext(0)
  if (wrapper === undefined) return 1
  const version = wrapper.small() + 1
  wrapper.finish()
  if (version !== 2 && version !== 3) throw new X509Error('version', `the version ${version} does not exist`, at)
  return version
}

function readKnownExtensions(extensions: readonly Extension[]) {
  return {
    subjectAltName: readValue(extensions, oids.subjectAltName, readGeneralNames),
    keyUsage: readValue(extensions, oids.keyUsage, readKeyUsage),
    extendedKeyUsage: readValue(extensions, oids.extKeyUsage, readExtendedKeyUsage),
    basicConstraints: readValue(extensions, oids.basicConstraints, readBasicConstraints),
    authorityKeyIdentifier: readValue(extensions, oids.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    subjectKeyIdentifier: readValue(extensions, oids.subjectKeyIdentifier, readSubjectKeyIdentifier),
    cRLDistributionPoints: readValue(extensions, oids.cRLDistributionPoints, readDistributionPoints),
    authorityInfoAccess: readValue(extensions, oids.authorityInfoAccess, readAuthorityInfoAccess),
    certificatePolicies: readValue(extensions, oids.certificatePolicies, readCertificatePolicies),
  }
}
