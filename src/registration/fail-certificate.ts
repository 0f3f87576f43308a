import { type Certificate, catalogue, type Order } from '../core/index.ts'
import type { CertificateWithOrder, Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { eventKinds } from './event-kinds.ts'
import { retireSignature } from './issuance-key.ts'

/**
 * Ends a request that cannot succeed any more: refused by the issuer, or never proven. What it was billed is
 * reversed; an order keeps its older certificates, and one that never had any becomes invalid with it.
 */
export async function failCertificate(
  context: RegistrationContext,
  { order, certificate }: CertificateWithOrder,
  problem: string,
): Promise<CertificateWithOrder> {
  const failed = await context.storage.transaction((tx) => fail(context, tx, { order, certificate }, problem))
  if (failed !== undefined) return failed
  return (
    (await context.storage.reader.certificates.withOrder(order.accountId, certificate.id)) ?? { order, certificate }
  )
}

/** The same inside the transaction of the cause; undefined when the request had ended before, and then nothing is done. */
export async function fail(
  context: RegistrationContext,
  tx: Transaction,
  { order, certificate }: CertificateWithOrder,
  problem: string,
): Promise<CertificateWithOrder | undefined> {
  const now = context.clock.now()
  const by = certificate.createdBy
  // The order before its certificates, as everywhere: what is left of it decides how it goes on.
  await tx.orders.lock(order.id)
  const status = await statusAfter(tx, order, certificate)
  const change = { at: now, by, problem }
  if (!(await tx.certificates.setStatus(certificate.id, openStatuses, 'invalid', change))) return undefined
  await tx.orders.setStatus(order.id, ['pending', 'reissuing'], status, now, by)
  await tx.challenges.cancelOfCertificate(certificate.id, now)
  await retireSignature(tx, certificate.id, now)
  await context.billing.refund(tx, { orderId: order.id, certificateId: certificate.id, at: now })
  if (certificate.kind === 'reissue') await forgetPaidNames(tx, order, certificate)
  await tx.events.insert({
    accountId: order.accountId,
    kind: eventKinds[certificate.kind],
    outcome: 'failed',
    certificateId: certificate.id,
    orderId: order.id,
    info: problem,
    createdAt: now,
  })
  return {
    order: { ...order, status, updatedAt: now, updatedBy: by },
    certificate: { ...certificate, status: 'invalid', problem, updatedAt: now, updatedBy: by },
  }
}

/** A reissue's order goes on, but for one that its CA does not reissue once all its certificates are revoked. */
async function statusAfter(tx: Transaction, order: Order, { kind }: Certificate): Promise<Order['status']> {
  if (kind !== 'reissue') return 'invalid'
  if (catalogue[order.class].ca !== 'Sectigo') return 'valid'
  const certificates = await tx.certificates.ofOrder(order.id)
  return certificates.some(({ status }) => status === 'valid' || status === 'revoking') ? 'valid' : 'revoked'
}

/** What the reissue added was paid through it and is paid no more: the next one that adds it pays again. */
async function forgetPaidNames(tx: Transaction, order: Order, certificate: Certificate): Promise<void> {
  const current = await tx.orders.byId(order.accountId, order.id)
  const others = (await tx.certificates.ofOrder(order.id)).filter(
    ({ id, status }) => id !== certificate.id && status !== 'invalid',
  )
  const kept = new Set(others.flatMap(({ identifiers }) => identifiers.map(({ identifier }) => identifier)))
  const own = new Set(certificate.identifiers.map(({ identifier }) => identifier))
  const paidNames = current?.paidNames.filter((name) => kept.has(name) || !own.has(name)) ?? []
  if (current !== undefined && paidNames.length < current.paidNames.length) {
    await tx.orders.setPaidNames(order.id, paidNames)
  }
}

const openStatuses: readonly Certificate['status'][] = ['pending', 'issuing']
