import type { CertificateStatus } from './certificate.ts'
import type { OrderStatus } from './order.ts'

/** The word of each wire for one state. */
export interface StatusWords {
  readonly centralnic: CentralnicStatus
  readonly centralnicLegacy: CentralnicLegacyStatus
  readonly digicert: DigicertOrderStatus
  readonly openprovider: OpenproviderStatus
  /** Ours: no source gives Netim's words (reference/openprovider-netim.md section 6). */
  readonly netim: NetimStatus
}

/** Seed 004 section 9.4; orders may be revoked too (reference section 7, row 29). */
export type CentralnicStatus =
  | 'processing'
  | 'active'
  | 'revoke_processing'
  | 'cancel_processing'
  | 'revoked'
  | 'canceled'
  | 'failed'
  | 'expired'

export type CentralnicLegacyStatus = 'REQUESTED' | 'PROCESSING' | 'ACTIVE' | 'REVOKED' | 'CANCELLED' | 'EXPIRED'

/** Only words that Keyfactor's table knows: it throws on any other (reference/digicert.md section 4.2). */
export type DigicertOrderStatus =
  | 'pending'
  | 'needs_approval'
  | 'needs_csr'
  | 'reissue_pending'
  | 'issued'
  | 'revoked'
  | 'canceled'
  | 'rejected'
  | 'expired'

export type OpenproviderStatus = 'PAI' | 'REQ' | 'ACT' | 'REJ' | 'FAI' | 'EXP'

export type NetimStatus = 'Pending' | 'Active' | 'Revoked' | 'Cancelled' | 'Failed' | 'Expired'

/**
 * PRODUCT.md's table of states for orders, one row per status. A revocation or cancellation under way leaves DigiCert's
 * word as it was: only a valid order is revoked and only a pending one cancelled, so that word is known.
 */
export const orderStatusWords = {
  unsubmitted: row('processing', 'REQUESTED', 'pending', 'PAI', 'Pending'),
  pending: row('processing', 'REQUESTED', 'pending', 'REQ', 'Pending'),
  valid: row('active', 'ACTIVE', 'issued', 'ACT', 'Active'),
  reissuing: row('processing', 'ACTIVE', 'reissue_pending', 'REQ', 'Pending'),
  revoking: row('revoke_processing', 'PROCESSING', 'issued', 'REJ', 'Pending'),
  canceling: row('cancel_processing', 'PROCESSING', 'pending', 'REJ', 'Pending'),
  revoked: row('revoked', 'REVOKED', 'revoked', 'FAI', 'Revoked'),
  canceled: row('canceled', 'CANCELLED', 'canceled', 'FAI', 'Cancelled'),
  invalid: row('failed', 'CANCELLED', 'rejected', 'FAI', 'Failed'),
  expired: row('expired', 'EXPIRED', 'expired', 'EXP', 'Expired'),
} as const satisfies Record<OrderStatus, StatusWords>

/** What a pending order waits for, where a wire tells it apart. */
export type WaitsFor = 'approval' | 'csr' | 'proof' | 'organization'

/**
 * The two wires with several words for `pending`. 1.0 says PROCESSING once nothing is asked of the customer any more:
 * which of its two words goes with which wait is our choice.
 */
export const pendingWords = {
  approval: { centralnicLegacy: 'REQUESTED', digicert: 'needs_approval' },
  csr: { centralnicLegacy: 'REQUESTED', digicert: 'needs_csr' },
  proof: { centralnicLegacy: 'REQUESTED', digicert: 'pending' },
  organization: { centralnicLegacy: 'PROCESSING', digicert: 'pending' },
} as const satisfies Record<WaitsFor, Pick<StatusWords, 'centralnicLegacy' | 'digicert'>>

/** The words for an order; `waitsFor` matters while it is pending. */
export function orderWords(status: OrderStatus, waitsFor: WaitsFor = 'proof'): StatusWords {
  const words = orderStatusWords[status]
  return status === 'pending' ? { ...words, ...pendingWords[waitsFor] } : words
}

/** DigiCert's words for a certificate of an order's list of reissues. */
export type DigicertCertificateStatus = 'pending' | 'issued' | 'revoked' | 'rejected' | 'canceled' | 'expired'

export type CertificateStatusWords = Omit<StatusWords, 'digicert'> & { readonly digicert: DigicertCertificateStatus }

/**
 * The same for one certificate. The 1.0 word is that of the sub; Openprovider and Netim have no certificate of their
 * own and show these words only for an order's newest.
 */
export const certificateStatusWords = {
  pending: row('processing', 'REQUESTED', 'pending', 'REQ', 'Pending'),
  issuing: row('processing', 'REQUESTED', 'pending', 'REQ', 'Pending'),
  valid: row('active', 'ACTIVE', 'issued', 'ACT', 'Active'),
  revoking: row('revoke_processing', 'PROCESSING', 'issued', 'REJ', 'Pending'),
  revoked: row('revoked', 'REVOKED', 'revoked', 'FAI', 'Revoked'),
  expired: row('expired', 'EXPIRED', 'expired', 'EXP', 'Expired'),
  invalid: row('failed', 'CANCELLED', 'rejected', 'FAI', 'Failed'),
  canceled: row('canceled', 'CANCELLED', 'canceled', 'FAI', 'Cancelled'),
} as const satisfies Record<CertificateStatus, CertificateStatusWords>

/** The words for a certificate: one that waits in an order whose cancellation is under way says so (seed 9.4.1). */
export function certificateWords(status: CertificateStatus, orderStatus: OrderStatus): CertificateStatusWords {
  const words = certificateStatusWords[status]
  if (orderStatus !== 'canceling' || (status !== 'pending' && status !== 'issuing')) return words
  return { ...words, centralnic: 'cancel_processing', centralnicLegacy: 'PROCESSING', openprovider: 'REJ' }
}

function row<D extends string>(
  centralnic: CentralnicStatus,
  centralnicLegacy: CentralnicLegacyStatus,
  digicert: D,
  openprovider: OpenproviderStatus,
  netim: NetimStatus,
): Omit<StatusWords, 'digicert'> & { readonly digicert: D } {
  return { centralnic, centralnicLegacy, digicert, openprovider, netim }
}
