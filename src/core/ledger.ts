import type { Instant } from './clock.ts'
import type { Money } from './money.ts'

/** A line of the bill. Written once, never changed: a refund is a line of its own. */
export interface LedgerEntry {
  readonly id: string
  readonly accountId: number
  readonly orderId: number
  readonly certificateId: number
  readonly kind: 'charge' | 'refund'
  readonly component: PriceComponent
  readonly count: number
  /** Net, for all `count`; negative in a refund. */
  readonly net: Money
  readonly vat: Money
  readonly currency: string
  readonly createdAt: Instant
}

export type PriceComponent = 'base' | 'wildcardbase' | 'san' | 'wildcardsan'
