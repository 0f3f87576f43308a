import type { LedgerEntry } from '../core/index.ts'

export interface LedgerReader {
  ofOrder(orderId: number): Promise<readonly LedgerEntry[]>
  ofAccount(accountId: number, first: number, limit: number): Promise<readonly LedgerEntry[]>
}

export interface LedgerWriter {
  /** A second entry with the same certificate, kind and component is refused by the database: nothing is billed twice. */
  insert(entries: readonly LedgerEntry[]): Promise<void>
}
