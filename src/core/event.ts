import type { Instant } from './clock.ts'

/** Something that happened to a certificate, kept until the account deletes it; front ends print their own names. */
export interface Event {
  readonly id: number
  readonly accountId: number
  readonly kind: EventKind
  readonly outcome: 'successful' | 'failed'
  readonly certificateId: number
  readonly orderId: number
  /** For the customer; the reason of a failure. */
  readonly info: string
  readonly createdAt: Instant
  readonly deletedAt: Instant | null
}

export type EventKind = 'request' | 'reissue' | 'renew' | 'close'
