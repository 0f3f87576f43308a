import {
  type CertificateClass,
  type Identifier,
  type Instant,
  maximumTlsValidity,
  minute,
  type OrganizationData,
  ruleAt,
  second,
  ServiceError,
} from '../core/index.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateFields,
  certificatePolicies,
  cRLDistributionPoints,
  type Extension,
  extendedKeyUsage,
  keyUsage,
  type LintContext,
  oids,
  type PublicKey,
  subjectAltName,
} from '../x509/index.ts'
import type { SigningAuthority } from './signing-authority.ts'
import { leafSubject } from './subject.ts'
import { certificateUrl, crlUrl } from './urls.ts'

/** What a subscriber's certificate is made from. */
export interface LeafFields {
  readonly class: Pick<CertificateClass, 'validation'>
  readonly publicKey: PublicKey
  readonly identifiers: readonly Identifier[]
  readonly organization: OrganizationData | null
  readonly paidUntil: Instant
}

/**
 * The profile of a public-style TLS certificate (BR 7.1.2.7) as one CA signs it. What never changes for the CA is made
 * once; the rest follows from the request and the dated rules at `now`.
 */
export interface LeafProfile {
  fields(leaf: LeafFields, serialNumber: string, now: Instant): CertificateFields
  lintContext(leaf: Pick<LeafFields, 'class'>, now: Instant): LintContext
}

/** Clocks of relying parties are wrong by minutes; BR 7.1.2.7 allows up to 48 hours. */
const backdating = 5 * minute

export function createLeafProfile(ca: SigningAuthority, pkiUrl: string): LeafProfile {
  const identifier = authorityKeyIdentifier(ca.keyIdentifier)
  // One point, one http URL (BR 7.1.2.11.2).
  const crl = cRLDistributionPoints([crlUrl(pkiUrl, ca.id)])
  // caIssuers SHOULD, OCSP MAY (BR 7.1.2.7.7): and until an OCSP responder answers there is no URL of one.
  const access = authorityInfoAccess({ caIssuers: [certificateUrl(pkiUrl, ca.id)] })

  return {
    fields({ class: { validation }, publicKey, identifiers, organization, paidUntil }, serialNumber, now) {
      const [commonName] = identifiers
      if (commonName === undefined) throw new ServiceError('issuerRejected', 'a certificate needs at least one name')
      const subject = leafSubject(validation, commonName, organization)
      return {
        serialNumber,
        signatureAlgorithm: ca.algorithm,
        issuer: ca.certificate.subject,
        ...validityOf(ca, paidUntil, now),
        subject,
        publicKey,
        // No subjectKeyIdentifier: NOT RECOMMENDED (BR 7.1.2.7.6).
        extensions: [
          identifier,
          basicConstraintsOfLeaf,
          keyUsageOf(publicKey),
          serverAuthOnly,
          policies[validation],
          subjectAltName(identifiers, subject.rdns.length === 0),
          crl,
          access,
        ],
      }
    },

    lintContext: ({ class: { validation } }, now) => ({
      issuer: ca.certificate,
      maximumValiditySeconds: ruleAt('tlsLimitDays', now) * 86_400,
      now,
      policyOid: policyOids[validation],
      family: 'tls',
    }),
  }
}

/** Rule 6 of PRODUCT.md: the order's paid term, the dated maximum and the CA's own end, whichever comes first. */
function validityOf(ca: SigningAuthority, paidUntil: Instant, now: Instant): { notBefore: Instant; notAfter: Instant } {
  const notBefore = wholeSecond(now - backdating)
  const notAfter = wholeSecond(Math.min(paidUntil, notBefore + maximumTlsValidity(now), ca.notAfter))
  if (notAfter <= now) throw new ServiceError('issuerRejected', 'the term that the order is paid for has ended')
  return { notBefore, notAfter }
}

const wholeSecond = (instant: Instant): Instant => instant - (instant % second)

const policyOids = {
  dv: oids.domainValidated,
  ov: oids.organizationValidated,
  ev: oids.extendedValidation,
} as const satisfies Record<CertificateClass['validation'], string>

/** Exactly one reserved policy identifier (BR 7.1.2.7.9). */
const policies = {
  dv: certificatePolicies([policyOids.dv]),
  ov: certificatePolicies([policyOids.ov]),
  ev: certificatePolicies([policyOids.ev]),
}

const basicConstraintsOfLeaf = basicConstraints({ ca: false })

/** clientAuth ended at the CAs this platform stands beside before it was built, and ends for all on 2027-03-15. */
const serverAuthOnly = extendedKeyUsage(['serverAuth'])

// BR 7.1.2.7.11: RSA keys may encipher keys (TLS 1.2 without forward secrecy still does); EC keys only sign.
const rsaKeyUsage = keyUsage(['digitalSignature', 'keyEncipherment'])
const ecKeyUsage = keyUsage(['digitalSignature'])

const keyUsageOf = ({ kind }: PublicKey): Extension => (kind === 'rsa' ? rsaKeyUsage : ecKeyUsage)
