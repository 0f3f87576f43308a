import { type Caller, catalogue, ServiceError } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'
import { loadOrder, type OrderReference } from './load.ts'
import { linkToKey } from './once.ts'
import { endOpenRequest } from './revoke-certificate.ts'

/**
 * Ends an order before its first certificate; gives the money back where the class does. Throws notFound, tooLate
 * (issued or ended), conflict (being issued this moment).
 */
export async function cancelOrder(
  context: RegistrationContext,
  caller: Caller,
  request: OrderReference,
): Promise<void> {
  const order = await loadOrder(context.storage.reader, caller, request)
  const refused = () =>
    new ServiceError('tooLate', 'an order can be cancelled only before its first certificate is issued', {
      field: 'order',
    })
  if (order.status !== 'pending' && order.status !== 'unsubmitted') throw refused()
  const now = context.clock.now()
  await context.storage.transaction(async (tx) => {
    if (!(await tx.orders.setStatus(order.id, ['pending', 'unsubmitted'], 'canceled', now, caller.login)))
      throw refused()
    const open = await tx.certificates.openOf(order.id)
    await endOpenRequest(tx, order.id, caller, now)
    if (open === undefined) return
    await linkToKey(tx, caller, open.id)
    if (catalogue[order.class].refundOnCancel) {
      await context.billing.refund(tx, { orderId: order.id, certificateId: open.id, at: now })
    }
    await tx.events.insert({
      accountId: order.accountId,
      kind: 'close',
      outcome: 'successful',
      certificateId: open.id,
      orderId: order.id,
      info: '',
      createdAt: now,
    })
  })
}
