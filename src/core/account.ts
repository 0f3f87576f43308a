import type { Instant } from './clock.ts'
import type { BasisPoints, Money } from './money.ts'

/** Who logs in. */
export interface Account {
  readonly id: number
  readonly login: string
  readonly parentId: number | null
  readonly currency: string
  readonly vatRate: BasisPoints
  /** How far the balance may fall below zero; null is without limit. */
  readonly creditLimit: Money | null
  /** Sum of the ledger, gross: charges lower it. */
  readonly balance: Money
  readonly createdAt: Instant
}

/** What a login is checked against; never leaves accounts and storage. */
export interface AccountCredentials {
  readonly accountId: number
  readonly login: string
  /** `argon2id` in PHC string form. */
  readonly passwordHash: string
  /** Lower-case hexadecimal SHA-256 of 256 random bits, or of what the operator set. */
  readonly apiKeyHash: string
}

export interface Session {
  /** Lower-case hexadecimal SHA-256 of the session id. */
  readonly idHash: string
  readonly accountId: number
  readonly createdAt: Instant
  readonly usedAt: Instant
  readonly expiresAt: Instant
}

/** Who asks, for every operation: the account, and what to write into "created by" and the log. */
export interface Caller {
  readonly accountId: number
  readonly login: string
  readonly requestId: string
  /** Sent with a write that may be repeated: `once` found that this is the first. */
  readonly idempotencyKey?: string
}
