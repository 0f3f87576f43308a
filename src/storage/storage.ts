import type { JobWriter } from '../core/index.ts'
import type { AccountReader, AccountWriter, SessionReader, SessionWriter } from './accounts.ts'
import type { AuthorityReader, AuthorityWriter } from './authorities.ts'
import type { AuthorizationReader, AuthorizationWriter, ChallengeReader, ChallengeWriter } from './authorizations.ts'
import type { BlockedKeyReader, BlockedKeyWriter } from './blocked-keys.ts'
import type { CertificateReader, CertificateWriter } from './certificates.ts'
import type { ContactReader, ContactWriter } from './contacts.ts'
import type { EventReader, EventWriter } from './events.ts'
import type { IdempotencyReader, IdempotencyWriter } from './idempotency.ts'
import type { LedgerReader, LedgerWriter } from './ledger.ts'
import type { OrderReader, OrderWriter } from './orders.ts'
import type { SerialReader, SerialWriter } from './serials.ts'

/**
 * Where everything is kept. Reading needs nothing; writing needs a transaction, so a forgotten one is a type error.
 */
export interface Storage {
  /** Committed state only; never inside a transaction's work. */
  readonly reader: Reader
  /**
   * Runs `work` and commits; resolves after the commit is durable. `work` awaits nothing but `tx` (no network, no
   * timers, no other connection): on SQLite waiting transactions share one commit, one after another. It may be run
   * again after a serialization failure, so it changes nothing but `tx`.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Whether the database answers: for /readyz. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface Reader {
  readonly accounts: AccountReader
  readonly sessions: SessionReader
  readonly orders: OrderReader
  readonly certificates: CertificateReader
  readonly authorizations: AuthorizationReader
  readonly challenges: ChallengeReader
  readonly contacts: ContactReader
  readonly events: EventReader
  readonly ledger: LedgerReader
  readonly authorities: AuthorityReader
  readonly serials: SerialReader
  readonly blockedKeys: BlockedKeyReader
  readonly idempotency: IdempotencyReader
}

/** Reads see the transaction's own writes. */
export interface Transaction {
  readonly accounts: AccountReader & AccountWriter
  readonly sessions: SessionReader & SessionWriter
  readonly orders: OrderReader & OrderWriter
  readonly certificates: CertificateReader & CertificateWriter
  readonly authorizations: AuthorizationReader & AuthorizationWriter
  readonly challenges: ChallengeReader & ChallengeWriter
  readonly contacts: ContactReader & ContactWriter
  readonly events: EventReader & EventWriter
  readonly ledger: LedgerReader & LedgerWriter
  readonly authorities: AuthorityReader & AuthorityWriter
  readonly serials: SerialReader & SerialWriter
  readonly blockedKeys: BlockedKeyReader & BlockedKeyWriter
  readonly idempotency: IdempotencyReader & IdempotencyWriter
  readonly jobs: JobWriter
  /** Runs once after a durable commit, never after a rollback: to wake a worker, not to do work. */
  afterCommit(action: () => void): void
}
