import { type Caller, type Order, type RevocationReason, ServiceError } from '../core/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { type CertificateReference, loadCertificate, loadOrder, type OrderReference } from './load.ts'
import { retireSignature } from './issuance-key.ts'
import { linkToKey } from './once.ts'
import { endRevocation, revocationKey } from './settle-revocation.ts'

/**
 * Revokes one certificate and never its siblings. The order stays reissuable where the class's CA lets it
 * (reference/centralnic.md, decision 7). Throws notFound, alreadyRevoked, wrongState.
 */
export async function revokeCertificate(
  context: RegistrationContext,
  caller: Caller,
  request: CertificateReference & { readonly reason?: RevocationReason },
): Promise<void> {
  const { certificate } = await loadCertificate(context.storage.reader, caller, request)
  if (certificate.status === 'revoked' || certificate.status === 'revoking') {
    throw new ServiceError('alreadyRevoked', 'the certificate is revoked already', { field: 'certificate' })
  }
  if (certificate.status === 'pending' || certificate.status === 'issuing') {
    throw new ServiceError('wrongState', 'the certificate is not issued yet', { field: 'certificate' })
  }
  if (certificate.status !== 'valid') {
    throw new ServiceError('tooLate', 'only a valid certificate can be revoked', { field: 'certificate' })
  }
  const marked = await context.storage.transaction((tx) =>
    markForRevocation(context, tx, caller, certificate.id, request.reason ?? 'unspecified'),
  )
  if (!marked) throw new ServiceError('alreadyRevoked', 'the certificate is revoked already', { field: 'certificate' })
  await endRevocation(context, certificate.id)
}

/** Revokes every valid certificate of an order and ends it. Throws notFound, wrongState, conflict. */
export async function revokeOrder(
  context: RegistrationContext,
  caller: Caller,
  request: OrderReference & { readonly reason?: RevocationReason },
): Promise<void> {
  const order = await loadOrder(context.storage.reader, caller, request)
  assertRevocable(order)
  const now = context.clock.now()
  const marked = await context.storage.transaction(async (tx) => {
    if (!(await tx.orders.setStatus(order.id, ['valid', 'reissuing'], 'revoking', now, caller.login))) {
      throw new ServiceError('tooLate', 'the order cannot be revoked any more', { field: 'order' })
    }
    const canceled = await endOpenRequest(tx, order.id, caller, now)
    // Names that only the canceled reissue added: the order ends, so nothing of them stays paid (decision 17).
    if (canceled !== undefined) {
      await context.billing.refund(tx, { orderId: order.id, certificateId: canceled, at: now })
    }
    const certificates = await tx.certificates.ofOrder(order.id)
    const valid = certificates.filter(({ status }) => status === 'valid').map(({ id }) => id)
    for (const id of valid) await markForRevocation(context, tx, caller, id, request.reason ?? 'unspecified')
    // Nothing left to revoke (all were, one by one): the order ends here, and nothing else would end it.
    if (valid.length === 0) await tx.orders.setStatus(order.id, ['revoking'], 'revoked', now, caller.login)
    return valid
  })
  for (const certificateId of marked) await endRevocation(context, certificateId)
}

/** A pending request of an order that ends is canceled with it; one that is being signed stops the operation. */
export async function endOpenRequest(
  tx: Transaction,
  orderId: number,
  caller: Caller,
  now: number,
): Promise<number | undefined> {
  const open = await tx.certificates.openOf(orderId)
  if (open === undefined) return undefined
  const change = { at: now, by: caller.login }
  if (open.status === 'issuing' || !(await tx.certificates.setStatus(open.id, ['pending'], 'canceled', change))) {
    throw new ServiceError('conflict', 'a certificate of this order is being issued this moment: try again', {
      field: 'order',
      retryAfter: 1,
    })
  }
  await tx.challenges.cancelOfCertificate(open.id, now)
  await retireSignature(tx, open.id, now)
  return open.id
}

async function markForRevocation(
  context: RegistrationContext,
  tx: Transaction,
  caller: Caller,
  certificateId: number,
  revocationReason: RevocationReason,
): Promise<boolean> {
  const now = context.clock.now()
  const change = { at: now, by: caller.login, revokedAt: now, revocationReason }
  const marked = await tx.certificates.setStatus(certificateId, ['valid'], 'revoking', change)
  if (marked) {
    await linkToKey(tx, caller, certificateId)
    // The request itself goes on at once; the job is for the case that it does not come back.
    await tx.jobs.enqueue({
      kind: 'settle-revocation',
      key: revocationKey(certificateId),
      payload: { certificateId },
      runAt: now + crashNet,
    })
  }
  return marked
}

const crashNet = 20_000

function assertRevocable(order: Order): void {
  switch (order.status) {
    case 'valid':
    case 'reissuing':
      return
    case 'revoked':
    case 'revoking':
      throw new ServiceError('alreadyRevoked', 'the order is revoked already', { field: 'order' })
    case 'unsubmitted':
    case 'pending':
      throw new ServiceError('wrongState', 'no certificate of this order was issued: cancel it instead', {
        field: 'order',
      })
    case 'canceling':
    case 'canceled':
    case 'invalid':
    case 'expired':
      throw new ServiceError('tooLate', 'the order has ended', { field: 'order' })
  }
}
