import { type CertificateStatus, certificateTransitions } from './certificate.ts'
import { ServiceError } from './errors.ts'
import { type OrderStatus, orderTransitions } from './order.ts'

/** Throws wrongState unless an order may go from one status to the other. Staying is not a transition. */
export function assertOrderTransition(from: OrderStatus, to: OrderStatus): void {
  const next: readonly OrderStatus[] = orderTransitions[from]
  if (!next.includes(to)) throw new ServiceError('wrongState', `an order that is ${from} cannot become ${to}`)
}

/** Throws wrongState unless a certificate may go from one status to the other. Staying is not a transition. */
export function assertCertificateTransition(from: CertificateStatus, to: CertificateStatus): void {
  const next: readonly CertificateStatus[] = certificateTransitions[from]
  if (!next.includes(to)) throw new ServiceError('wrongState', `a certificate that is ${from} cannot become ${to}`)
}
