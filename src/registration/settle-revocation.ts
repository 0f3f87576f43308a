import { catalogue, type Instant, type Order } from '../core/index.ts'
import type { CertificateSummary, Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { issuanceKey } from './issuance-key.ts'

/**
 * From `revoking` to `revoked`: tells the issuer, then writes what follows for the order. Taken by the request that
 * revokes and by the job that finds what a crash left behind; repeating it does no harm. Returns when to come back,
 * or nothing when it is done.
 */
export async function endRevocation(context: RegistrationContext, certificateId: number): Promise<Instant | undefined> {
  const loaded = await context.storage.reader.certificates.withOrderById(certificateId)
  if (loaded === undefined || loaded.certificate.status !== 'revoking') return undefined
  const { order, certificate } = loaded
  const issuer = context.issuerOf(catalogue[order.class])
  const outcome = await issuer.revoke({
    key: issuanceKey(certificateId),
    reason: certificate.revocationReason ?? 'unspecified',
    at: certificate.revokedAt ?? context.clock.now(),
  })
  if (outcome.status === 'pending') return outcome.retryAt
  const now = context.clock.now()
  await context.storage.transaction(async (tx) => {
    // Two certificates of one order at once: the second has to see that the first is revoked.
    await tx.orders.lock(order.id)
    const change = { at: now, by: certificate.updatedBy }
    const refused = outcome.status === 'rejected'
    if (!(await tx.certificates.setStatus(certificateId, ['revoking'], refused ? 'valid' : 'revoked', change))) return
    await tx.jobs.remove('settle-revocation', revocationKey(certificateId))
    await tx.events.insert({
      accountId: order.accountId,
      kind: 'close',
      outcome: refused ? 'failed' : 'successful',
      certificateId,
      orderId: order.id,
      info: refused ? outcome.problem : '',
      createdAt: now,
    })
    await settleOrder(tx, order, now, certificate.updatedBy, refused)
    if (outcome.status === 'revoked' && outcome.caId !== null) {
      const { caId } = outcome
      await tx.jobs.enqueue({ kind: 'publish-crl', key: `crl:${caId}`, payload: { caId }, runAt: now })
      tx.afterCommit(() => context.wake())
    }
  })
  context.metrics.count('reseal_certificates_revoked_total')
  return undefined
}

export const revocationKey = (certificateId: number): string => `revoke:${certificateId}`

/** The order that was revoked as a whole ends with its last certificate; so does one that its CA does not reissue. */
async function settleOrder(tx: Transaction, order: Order, now: Instant, by: string, refused: boolean): Promise<void> {
  const current = await tx.orders.byId(order.accountId, order.id)
  if (current === undefined) return
  if (refused) {
    await tx.orders.setStatus(order.id, ['revoking'], 'valid', now, by)
    return
  }
  const certificates = await tx.certificates.ofOrder(order.id)
  if (certificates.some(isAlive)) return
  if (current.status === 'revoking') {
    await tx.orders.setStatus(order.id, ['revoking'], 'revoked', now, by)
  } else if (catalogue[order.class].ca === 'Sectigo') {
    await tx.orders.setStatus(order.id, ['valid'], 'revoked', now, by)
  }
}

function isAlive({ status }: CertificateSummary): boolean {
  return status === 'valid' || status === 'revoking' || status === 'pending' || status === 'issuing'
}
