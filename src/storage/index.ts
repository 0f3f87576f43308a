/**
 * The storage authority (SA): one schema and one query code on SQLite and PostgreSQL, and the queue's two adapters.
 * The only place with SQL. It keeps and finds; it decides nothing.
 */
export type * from './accounts.ts'
export type * from './authorities.ts'
export type * from './authorizations.ts'
export type * from './blocked-keys.ts'
export type * from './certificates.ts'
export type * from './contacts.ts'
export type * from './events.ts'
export type * from './idempotency.ts'
export type * from './ledger.ts'
export type * from './orders.ts'
export type * from './serials.ts'
export type * from './storage.ts'
export type { DatabaseOptions, OpenedStorage, OpenOptions } from './open-options.ts'
export { openStorage } from './open-storage.ts'
