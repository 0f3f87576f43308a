import { catalogue, type Instant } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'
import { failCertificate } from './fail-certificate.ts'
import { findUnproven } from './find-proofs.ts'
import { issueCertificate } from './issue-certificate.ts'
import { organizationStanding } from './organization.ts'
import { caaRetry, placeChallenges } from './request-certificate.ts'
import { keepChecks } from './check-caa.ts'
import { makeChallenges } from './make-challenges.ts'

/** What a request still waits for, in words for the log and the job. */
export type Settlement =
  | { readonly state: 'ended' }
  | { readonly state: 'waiting'; readonly for: 'proof' | 'organization' }
  | { readonly state: 'again'; readonly at: Instant }

/**
 * Brings a certificate request as far as its proofs allow: the job behind every proof that arrives, every
 * organization that is verified, and every intent that a crash left behind. Running it twice does no harm.
 */
export async function settleCertificate(context: RegistrationContext, certificateId: number): Promise<Settlement> {
  const { storage } = context
  const loaded = await storage.reader.certificates.withOrderById(certificateId)
  if (loaded === undefined) return { state: 'ended' }
  const { order, certificate } = loaded
  if (certificate.status === 'issuing') return await issue(context, loaded)
  if (certificate.status !== 'pending') return { state: 'ended' }

  // 1. What is missing? Somebody has to give it, and that wakes this job again.
  const now = context.clock.now()
  const certificateClass = catalogue[order.class]
  const unproven = await findUnproven(context, storage.reader, order.accountId, certificate.identifiers)
  if (unproven.length > 0) {
    await renewChallenges(context, loaded, unproven, now)
    return { state: 'waiting', for: 'proof' }
  }
  const { verified } = await organizationStanding(storage.reader, order, certificateClass, now)
  if (!verified) return { state: 'waiting', for: 'organization' }

  if (await storage.reader.blockedKeys.isBlocked(certificate.keyHash)) {
    await failCertificate(context, loaded, 'the public key was blocked')
    return { state: 'ended' }
  }

  // 2. CAA may hold the request up without ending it.
  const caa = await context.caa.check(certificate.identifiers)
  if (!caa.permitted) {
    await storage.transaction(async (tx) => {
      await tx.certificates.setProblem(certificateId, caa.problem)
      await keepChecks(tx, certificateId, caa)
    })
    return { state: 'again', at: now + caaRetry }
  }

  // 3. The intent, then the same way as a request that was complete from the start.
  const recorded = await storage.transaction(async (tx) => {
    await keepChecks(tx, certificateId, caa)
    await tx.challenges.cancelOfCertificate(certificateId, now)
    const change = { at: now, by: certificate.createdBy, problem: null }
    return await tx.certificates.setStatus(certificateId, ['pending'], 'issuing', change)
  })
  if (!recorded) return { state: 'again', at: now }
  return await issue(context, { order, certificate: { ...certificate, status: 'issuing', updatedAt: now } })
}

async function issue(
  context: RegistrationContext,
  loaded: Parameters<typeof issueCertificate>[1],
): Promise<Settlement> {
  const { certificate } = await issueCertificate(context, loaded)
  // Still open: the sweep, or the time that the issuer named, comes back to it.
  return certificate.status === 'issuing'
    ? { state: 'again', at: context.clock.now() + issuerRetry }
    : { state: 'ended' }
}

const issuerRetry = 15_000

/** A proof can grow too old while the organization is being verified: then its name gets a new challenge. */
async function renewChallenges(
  context: RegistrationContext,
  { order, certificate }: Parameters<typeof issueCertificate>[1],
  unproven: Awaited<ReturnType<typeof findUnproven>>,
  now: Instant,
): Promise<void> {
  const challenges = await context.storage.reader.challenges.ofCertificate(certificate.id)
  const open = challenges.filter(({ status }) => status === 'pending')
  const request = { accountId: order.accountId, class: catalogue[order.class], csr: certificate.csr, now }
  const missing = makeChallenges(context, request, unproven).filter(
    (needed) => !open.some((challenge) => challenge.authorizationDomain === needed.authorizationDomain),
  )
  if (missing.length === 0) return
  await context.storage.transaction((tx) =>
    placeChallenges(
      tx,
      missing.map((challenge) => ({ ...challenge, certificateId: certificate.id })),
    ),
  )
}
