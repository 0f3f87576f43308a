import type { ControlMethod } from './authorization.ts'
import type { Instant } from './clock.ts'
import { type Identifier, withoutWildcard } from './identifier.ts'

/**
 * One certificate of an order, from its request on: it has its id before it is issued and keeps it after it ended.
 */
export interface Certificate {
  readonly id: number
  readonly orderId: number
  readonly accountId: number
  readonly status: CertificateStatus
  readonly kind: CertificateKind
  /** 1 for the order's first certificate: the `-001` of a CentralNic 1.0 sub. */
  readonly sequence: number
  readonly identifiers: readonly CertificateIdentifier[]
  /** DER, as sent. */
  readonly csr: Buffer
  /** Lower-case hexadecimal SHA-256 of the subject public key info. */
  readonly keyHash: string
  readonly createdAt: Instant
  readonly createdBy: string
  readonly updatedAt: Instant
  readonly updatedBy: string
  /** Set when issued; all or none. */
  readonly issued: IssuedCertificate | null
  readonly revokedAt: Instant | null
  readonly revocationReason: RevocationReason | null
  /** What a customer is told when issuance failed, or waits for something that is not a proof (CAA). */
  readonly problem: string | null
}

export interface IssuedCertificate {
  readonly issuerId: string
  /** Lower-case hexadecimal, as in the DER's INTEGER, without leading zero octets. */
  readonly serialNumber: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly der: Buffer
  /** Names the row of the issuing chain. */
  readonly chainId: string
}

/** A name of a certificate and how control of it is, or was, to be proven. */
export interface CertificateIdentifier {
  readonly identifier: Identifier
  /** By the order's scope the registrable domain or the identifier itself ("dcv domain"): names under one share a token. */
  readonly scopeDomain: Identifier
  readonly method: ControlMethod
  /** For the e-mail method. */
  readonly email?: string
}

/**
 * The authorization domain name of an identifier's challenge: where it looks, and what it proves. A TXT record stands
 * at the scope's domain; a file or a CNAME at the name it is printed for; a mail proves the domain it is sent to
 * (Baseline Requirements 3.2.2.4.4, .7, .18).
 */
export function authorizationDomainOf({ identifier, scopeDomain, method, email }: CertificateIdentifier): Identifier {
  switch (method) {
    case 'dns-txt':
      return scopeDomain
    case 'dns-cname':
    case 'http':
    case 'https':
      return withoutWildcard(identifier)
    case 'email':
      return (email === undefined ? scopeDomain : email.slice(email.lastIndexOf('@') + 1)) as Identifier
  }
}

export type CertificateKind = 'request' | 'reissue' | 'renewal'

export type CertificateStatus =
  /** Waits for proofs, verification or approval. */
  | 'pending'
  /** The intent is recorded: the issuer has been or will be asked. */
  | 'issuing'
  | 'valid'
  | 'revoking'
  | 'revoked'
  | 'expired'
  | 'invalid'
  | 'canceled'

export const certificateTransitions = {
  pending: ['issuing', 'canceled', 'invalid'],
  issuing: ['valid', 'pending', 'invalid'],
  valid: ['revoking', 'revoked', 'expired'],
  revoking: ['revoked', 'valid'],
  revoked: [],
  expired: [],
  invalid: [],
  canceled: [],
} as const satisfies Record<CertificateStatus, readonly CertificateStatus[]>

/** RFC 5280 section 5.3.1 names. */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'privilegeWithdrawn'
