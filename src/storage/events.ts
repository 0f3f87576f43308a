import type { Event, EventKind, Instant } from '../core/index.ts'

export interface EventReader {
  byId(accountId: number, id: number): Promise<Event | undefined>
  /** A page and the total of the filter; the total of a filter without dates is a kept counter, not a count. */
  list(filter: EventFilter): Promise<{ readonly events: readonly Event[]; readonly total: number }>
}

export interface EventFilter {
  readonly accountId: number
  /** Which kinds and outcomes; undefined is all. */
  readonly types?: readonly EventType[]
  readonly deleted: 'no' | 'only' | 'both'
  readonly from?: Instant
  readonly until?: Instant
  readonly orderBy: 'id' | 'type' | 'object'
  readonly descending: boolean
  readonly first: number
  readonly limit: number
}

export interface EventType {
  readonly kind: EventKind
  readonly outcome: Event['outcome']
}

export interface EventWriter {
  insert(event: NewEvent): Promise<number>
  /** False if it does not exist, is another account's, or was deleted before. */
  delete(accountId: number, id: number, at: Instant): Promise<boolean>
}

export type NewEvent = Omit<Event, 'id' | 'deletedAt'>
