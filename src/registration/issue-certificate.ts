import { catalogue, minute, type OrderStatus, second, ServiceError } from '../core/index.ts'
import type { IssuanceOutcome } from '../issuers/index.ts'
import type { CertificateWithOrder } from '../storage/index.ts'
import type { PublicKey } from '../x509/index.ts'
import type { RegistrationContext } from './context.ts'
import { keepChecks } from './check-caa.ts'
import { eventKinds } from './event-kinds.ts'
import { failCertificate } from './fail-certificate.ts'
import { findUnproven } from './find-proofs.ts'
import { issuanceKey } from './issuance-key.ts'
import { organizationStanding } from './organization.ts'
import { settleKey } from './request-certificate.ts'

/**
 * From `issuing` to an end: asks the issuer with no transaction open, then transaction B. It is the only way to a
 * certificate, taken by the request that found everything proven and by the job that finds what a crash left behind.
 * Both may run for one certificate at once: the issuer answers both alike, and one of the two transactions B wins.
 */
export async function issueCertificate(
  context: RegistrationContext,
  { order, certificate }: CertificateWithOrder,
  /** Of the CSR, where the request that brought it has just read it. */
  publicKey?: PublicKey,
): Promise<CertificateWithOrder> {
  const certificateClass = catalogue[order.class]
  const started = context.clock.now()
  if (started - certificate.updatedAt > minute) {
    const problem = await recheck(context, { order, certificate })
    if (problem !== null) return await backToPending(context, { order, certificate }, problem)
  }
  const { organization } = await organizationStanding(context.storage.reader, order, certificateClass, started)

  // 5. Ask the issuer. No transaction is open.
  let outcome: IssuanceOutcome
  try {
    outcome = await context.issuerOf(certificateClass).issue({
      key: issuanceKey(certificate.id),
      class: certificateClass,
      csr: certificate.csr,
      ...(publicKey === undefined ? {} : { publicKey }),
      identifiers: certificate.identifiers.map(({ identifier }) => identifier),
      organization,
      paidUntil: order.paidUntil,
    })
  } catch (error) {
    // The intent stays: the sweep asks again with the same key.
    context.logger.warn(
      { certificate: certificate.id, err: error },
      'the issuer did not answer; the request stays open',
    )
    return { order, certificate }
  }
  if (outcome.status === 'rejected') return await failCertificate(context, { order, certificate }, outcome.problem)
  if (outcome.status === 'pending') {
    await laterAgain(context, certificate.id, outcome.retryAt)
    return { order, certificate }
  }

  // 6. Transaction B: certificate, order, event; the CA's copy of the signed bytes goes.
  const { chain, certificate: issued } = outcome
  const now = context.clock.now()
  const by = certificate.createdBy
  const won = await context.storage.transaction(async (tx) => {
    if (!(await tx.certificates.storeIssued(certificate.id, issued, now, by))) return false
    if (!context.knownChains.has(issued.chainId)) await tx.certificates.storeChain(issued.chainId, chain)
    await tx.serials.forgetTbs(issuanceKey(certificate.id))
    await tx.orders.setStatus(order.id, beforeIssuance, 'valid', now, by)
    await tx.events.insert({
      accountId: order.accountId,
      kind: eventKinds[certificate.kind],
      outcome: 'successful',
      certificateId: certificate.id,
      orderId: order.id,
      info: '',
      createdAt: now,
    })
    return true
  })
  if (!won) {
    const current = await context.storage.reader.certificates.withOrder(order.accountId, certificate.id)
    if (current === undefined) throw new ServiceError('serverInternal', 'a certificate row vanished')
    return current
  }
  context.knownChains.add(issued.chainId)
  context.metrics.count('reseal_certificates_issued_total', { kind: certificate.kind })
  context.metrics.observe('reseal_issuance_seconds', (now - started) / second)

  // 7. Return what was stored.
  return {
    order: { ...order, status: 'valid', updatedAt: now, updatedBy: by },
    certificate: { ...certificate, status: 'valid', issued, updatedAt: now, updatedBy: by, problem: null },
  }
}

const beforeIssuance: readonly OrderStatus[] = ['pending', 'reissuing']

/** An intent that was left behind is judged again before the key is used (BR 3.2.2.8): proofs age, CAA changes. */
async function recheck(
  context: RegistrationContext,
  { order, certificate }: CertificateWithOrder,
): Promise<string | null> {
  const { identifiers, keyHash } = certificate
  const { reader } = context.storage
  if (await reader.blockedKeys.isBlocked(keyHash)) return 'the public key was blocked'
  const [unproven] = await findUnproven(context, reader, order.accountId, identifiers)
  if (unproven !== undefined) return `control of ${unproven.identifier} must be proven again`
  const caa = await context.caa.check(identifiers)
  await context.storage.transaction((tx) => keepChecks(tx, certificate.id, caa))
  return caa.permitted ? null : caa.problem
}

/** It waits again, by name, and what the customer can do about it is done as for any pending request. */
async function backToPending(
  context: RegistrationContext,
  { order, certificate }: CertificateWithOrder,
  problem: string,
): Promise<CertificateWithOrder> {
  const at = context.clock.now()
  const moved = await context.storage.transaction(async (tx) => {
    const change = { at, by: certificate.createdBy, problem }
    if (!(await tx.certificates.setStatus(certificate.id, ['issuing'], 'pending', change))) return false
    const payload = { certificateId: certificate.id }
    await tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(certificate.id), payload, runAt: at + second })
    return true
  })
  return moved
    ? { order, certificate: { ...certificate, status: 'pending', problem, updatedAt: at } }
    : { order, certificate }
}

async function laterAgain(context: RegistrationContext, certificateId: number, runAt: number): Promise<void> {
  await context.storage.transaction((tx) =>
    tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(certificateId), payload: { certificateId }, runAt }),
  )
}
