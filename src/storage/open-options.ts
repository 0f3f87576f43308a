import type { Clock, Logger, Queue } from '../core/index.ts'
import type { QueueTuning } from './queue/job-store.ts'
import type { Storage, Transaction } from './storage.ts'

export type DatabaseOptions =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }

export interface OpenOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Names this process among those that share the database; stands in the leases of jobs. */
  readonly nodeId: string
  /** For tests. */
  readonly queue?: QueueTuning
}

export interface OpenedStorage {
  readonly storage: Storage
  readonly queue: Queue<Transaction>
}
