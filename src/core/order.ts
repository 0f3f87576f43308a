import type { ClassId, Period } from './catalogue.ts'
import type { Instant } from './clock.ts'
import type { Identifier } from './identifier.ts'

/**
 * One purchase with its term, and the unit of everything: many certificates, one price.
 * RFC 8555 section 7.1.6 names where they fit.
 */
export interface Order {
  readonly id: number
  readonly accountId: number
  readonly class: ClassId
  readonly status: OrderStatus
  readonly period: Period
  readonly paidUntil: Instant
  readonly serverType: string
  readonly controlScope: ControlScope
  /** Every name that a charge of this order has covered, free alternatives included: a reissue bills only for others. */
  readonly paidNames: readonly Identifier[]
  readonly contacts: OrderContacts
  /** The order that this one renews. */
  readonly parentOrderId: number | null
  readonly createdAt: Instant
  readonly createdBy: string
  readonly updatedAt: Instant
  readonly updatedBy: string
}

export type OrderStatus =
  /** Bought, not submitted. */
  | 'unsubmitted'
  /** Waits for approval, a CSR, proof of control, or the organization's verification. */
  | 'pending'
  | 'valid'
  /** Valid, and a reissue is under way. */
  | 'reissuing'
  | 'canceling'
  | 'revoking'
  | 'revoked'
  | 'canceled'
  /** Refused or given up before the first certificate. */
  | 'invalid'
  | 'expired'

/** What may follow what. A test walks it; every update of a status goes through `assertTransition`. */
export const orderTransitions = {
  unsubmitted: ['pending', 'canceled'],
  pending: ['valid', 'canceling', 'canceled', 'invalid'],
  valid: ['reissuing', 'revoking', 'revoked', 'expired'],
  reissuing: ['valid', 'revoking', 'revoked', 'expired'],
  canceling: ['canceled', 'pending'],
  revoking: ['revoked', 'valid'],
  revoked: ['expired'],
  canceled: [],
  invalid: [],
  expired: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>

/** `base`: control is proven at the registrable domain; `fqdn`: at each name exactly. */
export type ControlScope = 'base' | 'fqdn'

export interface OrderContacts {
  readonly tech: readonly number[]
  readonly organization: number | null
  readonly evApprover: readonly number[]
}
