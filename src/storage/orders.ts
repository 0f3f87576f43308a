import type { ClassId, Identifier, Instant, Order, OrderStatus } from '../core/index.ts'

export interface OrderReader {
  /** Another account's order is as absent as none. */
  byId(accountId: number, id: number): Promise<Order | undefined>
  /** The classes of the account's orders among these, by id: all that a list prints of them. */
  classesOf(accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, ClassId>>
  /** Ids of orders whose term ended and that are not in a final status. */
  ended(now: Instant, limit: number): Promise<readonly number[]>
}

export interface OrderWriter {
  insert(order: NewOrder): Promise<number>
  /** False if the order is in none of the statuses `from` (somebody was faster). */
  setStatus(id: number, from: readonly OrderStatus[], to: OrderStatus, at: Instant, by: string): Promise<boolean>
  setPaidNames(id: number, paidNames: readonly Identifier[]): Promise<void>
  /** Locks the row until the transaction ends (PostgreSQL; on SQLite every transaction has the whole database). */
  lock(id: number): Promise<void>
}

export type NewOrder = Omit<Order, 'id' | 'updatedAt' | 'updatedBy'>
