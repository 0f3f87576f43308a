import type {
  CertificateClass,
  Identifier,
  Instant,
  IssuedCertificate,
  OrganizationData,
  RevocationReason,
} from '../core/index.ts'
import type { PublicKey } from '../x509/index.ts'

/**
 * Something that can issue: the embedded CA, or an upstream. Capabilities beyond issuing and revoking are optional
 * members, probed before use. An issuer never changes an order: it answers, and the registration authority settles.
 */
export interface Issuer {
  readonly id: string
  /**
   * Asks for one certificate. Asking again with the same key never makes a second one: it answers what became of the
   * first. Throws ServiceError `issuerUnavailable` if nothing is known; refusals are outcomes.
   */
  issue(request: IssuanceRequest): Promise<IssuanceOutcome>
  /** Revokes what was issued under the key; repeating it is harmless. */
  revoke(request: RevocationRequest): Promise<RevocationOutcome>
  /** Publishing CRLs, where the issuer is ours. */
  readonly crls?: CrlPublisher
}

export interface IssuanceRequest {
  /** Stable for one certificate: `certificate:<id>`. */
  readonly key: string
  readonly class: CertificateClass
  readonly csr: Buffer
  /** The CSR's key, if the caller has just read it: its signature's verification is the dearest part of an issuance. */
  readonly publicKey?: PublicKey
  /** The first is the common name. */
  readonly identifiers: readonly Identifier[]
  /** The verified organization, for OV and EV classes. */
  readonly organization: OrganizationData | null
  /** The order is paid until then: no certificate outlives it. */
  readonly paidUntil: Instant
}

export type IssuanceOutcome =
  | { readonly status: 'issued'; readonly certificate: IssuedCertificate; readonly chain: readonly Buffer[] }
  /** Asked, not answered yet: ask again at `retryAt`. */
  | { readonly status: 'pending'; readonly retryAt: Instant }
  | { readonly status: 'rejected'; readonly problem: string }

export interface RevocationRequest {
  readonly key: string
  readonly reason: RevocationReason
  readonly at: Instant
}

export type RevocationOutcome =
  | {
      readonly status: 'revoked' /** The issuing CA whose CRL has to be published anew. */
      readonly caId: string | null
    }
  | { readonly status: 'pending'; readonly retryAt: Instant }
  | { readonly status: 'rejected'; readonly problem: string }

export interface CrlPublisher {
  /** Builds, signs and stores the CA's next CRL. */
  publish(caId: string): Promise<void>
  /** CAs whose CRL is missing, or ends before `before`. */
  due(before: Instant): Promise<readonly string[]>
}
