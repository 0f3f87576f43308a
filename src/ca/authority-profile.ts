import { addYears, hour, type Instant, second } from '../core/index.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  buildTbsCertificate,
  certificatePolicies,
  cRLDistributionPoints,
  createName,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  type Name,
  oids,
  type PublicKey,
  type SignatureAlgorithm,
  subjectKeyIdentifier,
} from '../x509/index.ts'
import { certificateUrl, crlUrl } from './urls.ts'

/** What a certificate of one of our CAs is made from. */
export interface AuthorityFields {
  readonly name: string
  readonly publicKey: PublicKey
  readonly serialNumber: string
  readonly now: Instant
}

/** Who signs it: the CA above, or for a root itself. */
export interface AuthorityIssuer {
  readonly id: string
  readonly subject: Name
  readonly keyIdentifier: Buffer
  readonly algorithm: SignatureAlgorithm
  readonly notAfter: Instant
}

const rootYears = 20
const issuingYears = 10

/**
 * BR 7.1.2.10.2 wants country and organization in a CA's name; XX is the code it gives (3.2.2.3) where no country of
 * ISO 3166-1 is meant. Whoever runs this CA is no organization that we could name.
 */
export function authorityName(commonName: string): Name {
  return createName([
    ['countryName', 'XX'],
    ['organizationName', 'Reseal Sandbox'],
    ['commonName', commonName],
  ])
}

/** BR 7.1.2.1: a root. No path length, no policies, no extended key usage. */
export function rootTbs(fields: AuthorityFields, algorithm: SignatureAlgorithm): Buffer {
  const subject = authorityName(fields.name)
  const identifier = keyIdentifier(fields.publicKey)
  return buildTbsCertificate({
    serialNumber: fields.serialNumber,
    signatureAlgorithm: algorithm,
    issuer: subject,
    subject,
    publicKey: fields.publicKey,
    ...validity(fields.now, rootYears),
    extensions: [
      authorityKeyIdentifier(identifier),
      subjectKeyIdentifier(identifier),
      basicConstraints({ ca: true }),
      caKeyUsage,
    ],
  })
}

/**
 * BR 7.1.2.6: an issuing CA for TLS. It signs no CA below it (path length 0); serverAuth only, as Chrome's policy 1.8 asks
 * of sub-CAs since 2026-06-15; restricted to the three reserved policies that its profiles use (BR 7.1.2.10.5).
 */
export function issuingTbs(fields: AuthorityFields, issuer: AuthorityIssuer, pkiUrl: string): Buffer {
  const { notBefore, notAfter } = validity(fields.now, issuingYears)
  return buildTbsCertificate({
    serialNumber: fields.serialNumber,
    signatureAlgorithm: issuer.algorithm,
    issuer: issuer.subject,
    subject: authorityName(fields.name),
    publicKey: fields.publicKey,
    notBefore,
    notAfter: Math.min(notAfter, issuer.notAfter),
    extensions: [
      authorityKeyIdentifier(issuer.keyIdentifier),
      subjectKeyIdentifier(keyIdentifier(fields.publicKey)),
      basicConstraints({ ca: true, pathLength: 0 }),
      caKeyUsage,
      extendedKeyUsage(['serverAuth']),
      certificatePolicies([oids.domainValidated, oids.organizationValidated, oids.extendedValidation]),
      cRLDistributionPoints([crlUrl(pkiUrl, issuer.id)]),
      authorityInfoAccess({ caIssuers: [certificateUrl(pkiUrl, issuer.id)] }),
    ],
  })
}

// digitalSignature: without it a CA could not sign OCSP responses itself (RFC 6960, BR 7.1.2.10.7), and these live long.
const caKeyUsage = keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign'])

/** An hour back, so that no clock of a relying party finds it not yet valid (BR 7.1.2.10.1 allows a day). */
function validity(now: Instant, years: number): { notBefore: Instant; notAfter: Instant } {
  const notBefore = now - (now % second) - hour
  return { notBefore, notAfter: addYears(notBefore, years) - second }
}
