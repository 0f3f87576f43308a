import type { Caller, Certificate, CertificateClass, CertificateIdentifier, Challenge, Instant } from '../core/index.ts'
import type { NewCertificate, NewChallenge, Transaction } from '../storage/index.ts'
import { type CaaVerdict, keepChecks } from './check-caa.ts'
import type { RegistrationContext } from './context.ts'
import { linkToKey } from './once.ts'
import { findUnproven } from './find-proofs.ts'
import { makeChallenges, nextAttemptAt } from './make-challenges.ts'

/**
 * The part that ordering, reissuing and renewing share: what is missing for a certificate, and its row with its
 * challenges. A request with nothing missing is stored as `issuing`: that row is the intent of transaction A.
 */
export interface PreparedRequest {
  readonly ready: boolean
  readonly caa: CaaVerdict
  readonly challenges: readonly Omit<NewChallenge, 'certificateId'>[]
}

export async function prepareRequest(
  context: RegistrationContext,
  request: {
    readonly accountId: number
    readonly class: CertificateClass
    readonly csr: Buffer
    readonly identifiers: readonly CertificateIdentifier[]
    readonly organizationVerified: boolean
    readonly now: Instant
  },
): Promise<PreparedRequest> {
  const unproven = await findUnproven(context, context.storage.reader, request.accountId, request.identifiers)
  const complete = unproven.length === 0 && request.organizationVerified
  const caa: CaaVerdict = complete ? await context.caa.check(request.identifiers) : { permitted: true, checks: [] }
  return {
    ready: complete && caa.permitted,
    caa,
    challenges: makeChallenges(context, request, unproven),
  }
}

export async function placeRequest(
  context: RegistrationContext,
  tx: Transaction,
  caller: Caller,
  prepared: PreparedRequest,
  request: Omit<NewCertificate, 'status' | 'accountId' | 'createdAt' | 'createdBy'> & { readonly now: Instant },
): Promise<{ readonly certificate: Certificate; readonly challenges: readonly Challenge[] }> {
  const { now, ...fields } = request
  const row = {
    ...fields,
    accountId: caller.accountId,
    status: prepared.ready ? 'issuing' : 'pending',
    createdAt: now,
    createdBy: caller.login,
  } as const
  const { id, sequence } = await tx.certificates.insert(row)
  await linkToKey(tx, caller, id)
  const problem = prepared.caa.permitted ? null : prepared.caa.problem
  if (problem !== null) await tx.certificates.setProblem(id, problem)
  if (!prepared.ready) {
    // What was missing may have been given while this was decided: one look when the row can be seen by all.
    const runAt = now + (problem === null ? placedCheck : caaRetry)
    await tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(id), payload: { certificateId: id }, runAt })
  }
  await keepChecks(tx, id, prepared.caa)
  const challenges = prepared.challenges.map((challenge) => ({ ...challenge, certificateId: id }))
  await placeChallenges(tx, challenges)
  if (challenges.length > 0) tx.afterCommit(() => context.wake())
  return {
    certificate: {
      ...row,
      id,
      sequence,
      updatedAt: now,
      updatedBy: caller.login,
      issued: null,
      revokedAt: null,
      revocationReason: null,
      problem,
    },
    challenges: challenges.map(asPending),
  }
}

export async function placeChallenges(tx: Transaction, challenges: readonly NewChallenge[]): Promise<void> {
  if (challenges.length > 0) await tx.challenges.insert(challenges)
  for (const challenge of challenges) {
    if (challenge.method === 'email') {
      await tx.jobs.enqueue({
        kind: 'send-validation-mail',
        key: `mail:${challenge.id}`,
        payload: { challengeId: challenge.id },
        runAt: challenge.createdAt,
      })
    } else {
      await tx.jobs.enqueue({
        kind: 'validate-challenge',
        key: challengeKey(challenge.id),
        payload: { challengeId: challenge.id },
        runAt: nextAttemptAt(challenge.createdAt, challenge.expiresAt, challenge.createdAt) ?? challenge.createdAt,
      })
    }
  }
}

export const settleKey = (certificateId: number): string => `certificate:${certificateId}`
export const challengeKey = (challengeId: string): string => `challenge:${challengeId}`

/** After it was placed. */
const placedCheck = 2_000
/** How long until a request that only CAA holds up is tried again. */
export const caaRetry = 60_000

function asPending(challenge: NewChallenge): Challenge {
  return { ...challenge, status: 'pending', validatedAt: null, attempts: 0, problem: null }
}
