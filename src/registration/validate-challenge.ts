import {
  type Challenge,
  type JobControl,
  type JobResult,
  randomId,
  type ValidationAttempt,
  type ValidationOutcome,
} from '../core/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { nextAttemptAt } from './make-challenges.ts'
import { settleKey } from './request-certificate.ts'

/** Tries one challenge over the network, keeps what was found, and plans the next try. A job's handler. */
export async function validateChallenge(
  context: RegistrationContext,
  challengeId: string,
  control: JobControl<Transaction>,
): Promise<JobResult> {
  const challenge = await context.storage.reader.challenges.byId(challengeId)
  if (challenge === undefined || challenge.status !== 'pending') return { done: true }
  if (challenge.expiresAt <= context.clock.now()) return await control.commit((tx) => expire(context, tx, challenge))
  const outcome = await context.validator.validate(challenge, control.signal)
  context.metrics.count('reseal_validations_total', { method: challenge.method, valid: String(outcome.valid) })
  return await control.commit((tx) => settle(context, tx, challenge, outcome))
}

async function settle(
  context: RegistrationContext,
  tx: Transaction,
  challenge: Challenge,
  outcome: ValidationOutcome,
): Promise<JobResult> {
  const now = context.clock.now()
  await tx.challenges.recordAttempt(challenge.id, attemptsOf(challenge, outcome, now), outcome.problem)
  if (outcome.valid) {
    await acceptProof(context, tx, challenge)
    return { done: true }
  }
  const again = nextAttemptAt(challenge.createdAt, challenge.expiresAt, now)
  if (again === undefined) return { again: challenge.expiresAt }
  return { again: Math.max(again, now + 1_000) }
}

/** Proof was given: it counts for the account from now on, and wakes every request that waited for it. */
export async function acceptProof(
  context: RegistrationContext,
  tx: Transaction,
  challenge: Challenge,
): Promise<boolean> {
  const now = context.clock.now()
  if (!(await tx.challenges.finish(challenge.id, 'valid', now, null))) return false
  await tx.authorizations.insert({
    id: randomId(),
    accountId: challenge.accountId,
    identifier: challenge.authorizationDomain,
    method: challenge.method,
    validatedAt: now,
    challengeId: challenge.id,
  })
  const waiting = await tx.challenges.waitingFor(challenge.accountId, challenge.authorizationDomain)
  // In one order everywhere: two proofs at once that wake the same requests must not wait for each other.
  for (const certificateId of [...new Set([challenge.certificateId, ...waiting])].toSorted((a, b) => a - b)) {
    await tx.jobs.enqueue({
      kind: 'settle-certificate',
      key: settleKey(certificateId),
      payload: { certificateId },
      runAt: now,
    })
  }
  tx.afterCommit(() => context.wake())
  return true
}

async function expire(context: RegistrationContext, tx: Transaction, challenge: Challenge): Promise<JobResult> {
  await tx.challenges.finish(challenge.id, 'invalid', context.clock.now(), 'the random value has expired')
  return { done: true }
}

function attemptsOf(challenge: Challenge, outcome: ValidationOutcome, at: number): readonly ValidationAttempt[] {
  return outcome.perspectives.map((result) => ({ ...result, id: randomId(), challengeId: challenge.id, at }))
}
