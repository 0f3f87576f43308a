import { type Caller, ServiceError } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'
import { type CertificateReference, loadCertificate } from './load.ts'
import { challengeKey } from './request-certificate.ts'

/** Checks the open challenges of a request at once, or mails again. Throws notFound, wrongState. */
export async function resendValidation(
  context: RegistrationContext,
  caller: Caller,
  request: CertificateReference,
): Promise<void> {
  const { storage, clock } = context
  const { certificate } = await loadCertificate(storage.reader, caller, request)
  if (certificate.status !== 'pending' && certificate.status !== 'issuing') {
    throw new ServiceError('wrongState', 'the certificate waits for no validation', { field: 'certificate' })
  }
  const challenges = await storage.reader.challenges.ofCertificate(certificate.id)
  await storage.transaction(async (tx) => {
    for (const { id, method, status, attempts } of challenges) {
      if (status !== 'pending') continue
      const runAt = clock.now()
      const payload = { challengeId: id }
      if (method === 'email' && attempts >= maximumMails) {
        throw new ServiceError('rateLimited', 'enough mails were sent to this address', { field: 'certificate' })
      }
      if (method === 'email') await tx.jobs.enqueue({ kind: 'send-validation-mail', key: `mail:${id}`, payload, runAt })
      else await tx.jobs.enqueue({ kind: 'validate-challenge', key: challengeKey(id), payload, runAt })
    }
    tx.afterCommit(() => context.wake())
  })
}

/** To one address for one request: the mailbox belongs to somebody who may never have asked for any. */
const maximumMails = 10
