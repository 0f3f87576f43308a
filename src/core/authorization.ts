import type { Instant } from './clock.ts'
import type { Identifier } from './identifier.ts'

/** Baseline Requirements 3.2.2.4.7 (DNS), .18 and .19's rules for files (HTTP), .4 (constructed e-mail). */
export type ControlMethod = 'dns-txt' | 'dns-cname' | 'http' | 'https' | 'email'

/** Proof, given once, that an account controls a name. For how long it counts is the dated rules' business. */
export interface Authorization {
  readonly id: string
  readonly accountId: number
  /** The name at which control was proven; never a wildcard. */
  readonly identifier: Identifier
  readonly method: ControlMethod
  readonly validatedAt: Instant
  readonly challengeId: string
}

/** One way to give proof for one name of one certificate request. */
export interface Challenge {
  readonly id: string
  readonly accountId: number
  readonly certificateId: number
  /** Where it looks, and the name that it proves: `authorizationDomainOf` its identifiers. */
  readonly authorizationDomain: Identifier
  readonly method: ControlMethod
  readonly status: ChallengeStatus
  readonly proof: ChallengeProof
  readonly createdAt: Instant
  /** 30 days after creation: a random value is not older (Baseline Requirements 3.2.2.4). */
  readonly expiresAt: Instant
  readonly validatedAt: Instant | null
  readonly attempts: number
  /** What the last attempt found, for the customer. */
  readonly problem: string | null
}

export type ChallengeStatus = 'pending' | 'valid' | 'invalid' | 'canceled'

/** What the customer has to publish, and what the validator looks for; the token of an e-mail is stored as a hash. */
export type ChallengeProof =
  | { readonly method: 'dns-txt'; readonly token: string }
  /** `<label>.<authorization domain>` is a CNAME of `target`. */
  | { readonly method: 'dns-cname'; readonly label: string; readonly target: string }
  /** A file below `/.well-known/pki-validation/`, its lines joined by LF. */
  | { readonly method: 'http' | 'https'; readonly fileName: string; readonly lines: readonly string[] }
  | { readonly method: 'email'; readonly address: string; readonly tokenHash: string }

/** One try of a challenge as seen from one place; kept for the audit (Baseline Requirements 5.4.1). */
export interface ValidationAttempt {
  readonly id: string
  readonly challengeId: string
  readonly at: Instant
  readonly perspective: string
  /** The resolver asked, or the address connected to. */
  readonly server: string
  readonly valid: boolean
  /** What was found, shortened. */
  readonly found: string
  /** The resolver's AD bit: the answer was validated by DNSSEC. */
  readonly authenticated: boolean
}
