import { catalogue, hour, type OrderStatus, ruleAt, second, ServiceError } from '../core/index.ts'
import type { IssuanceOutcome } from '../issuers/index.ts'
import type { CertificateWithOrder } from '../storage/index.ts'
import type { PublicKey } from '../x509/index.ts'
import type { RegistrationContext } from './context.ts'
import { eventKinds } from './event-kinds.ts'
import { failCertificate } from './fail-certificate.ts'
import { findUnproven } from './find-proofs.ts'
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
  if (started - certificate.updatedAt > ruleAt('caaReuseHours', started) * hour) {
    const problem = await recheck(context, { order, certificate })
    if (problem !== null) {
      await context.storage.transaction((tx) => tx.certificates.setProblem(certificate.id, problem))
      return { order, certificate }
    }
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

export const issuanceKey = (certificateId: number): string => `certificate:${certificateId}`

const beforeIssuance: readonly OrderStatus[] = ['pending', 'reissuing']

/** An intent that lay for longer than a CAA answer counts is judged again before the key is used (BR 3.2.2.8). */
async function recheck(
  context: RegistrationContext,
  { order, certificate }: CertificateWithOrder,
): Promise<string | null> {
  const { identifiers } = certificate
  const [unproven] = await findUnproven(context, context.storage.reader, order.accountId, identifiers)
  if (unproven !== undefined) return `control of ${unproven.identifier} must be proven again`
  const caa = await context.caa.check(identifiers)
  return caa.permitted ? null : caa.problem
}

async function laterAgain(context: RegistrationContext, certificateId: number, runAt: number): Promise<void> {
  await context.storage.transaction((tx) =>
    tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(certificateId), payload: { certificateId }, runAt }),
  )
}
