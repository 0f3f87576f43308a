import { type Caller, type ClassId, type Order, ServiceError } from '../core/index.ts'
import type { CertificateWithOrder, Reader } from '../storage/index.ts'

/** How a caller names a certificate. Where ids carry their class, one with another class's is as unknown as none. */
export interface CertificateReference {
  readonly certificateId: number
  readonly class?: ClassId
}

export interface OrderReference {
  readonly orderId: number
  readonly class?: ClassId
}

/** Somebody else's object and one that does not exist get the same answer: notFound. */
export async function loadCertificate(
  reader: Reader,
  caller: Caller,
  reference: CertificateReference,
): Promise<CertificateWithOrder> {
  const found = await reader.certificates.withOrder(caller.accountId, reference.certificateId)
  if (found !== undefined && isOfClass(found.order, reference)) return found
  throw new ServiceError('notFound', 'no such certificate', { field: 'certificate' })
}

export async function loadOrder(reader: Reader, caller: Caller, reference: OrderReference): Promise<Order> {
  const order = await reader.orders.byId(caller.accountId, reference.orderId)
  if (order !== undefined && isOfClass(order, reference)) return order
  throw new ServiceError('notFound', 'no such order', { field: 'order' })
}

function isOfClass(order: Order, reference: { readonly class?: ClassId }): boolean {
  return reference.class === undefined || reference.class === order.class
}
