import { sql } from 'kysely'
import type { ChallengeStatus, Instant, ValidationAttempt } from '../../core/index.ts'
import type { CaaCheck, ChallengeReader, ChallengeWriter, NewChallenge } from '../authorizations.ts'
import type { Executor } from '../connection.ts'
import { maybe } from '../connection.ts'
import { statement } from '../statement.ts'
import { attemptOf, challengeOf } from './challenge-rows.ts'

export function challengeQueries(db: Executor): ChallengeReader & ChallengeWriter {
  return {
    byId: async (id) => maybe(challengeOf, await db.first(byId, { id })),
    ofCertificate: async (certificateId) => (await db.all(ofCertificate, { certificateId })).map(challengeOf),
    byEmailTokenHash: async (tokenHash) => maybe(challengeOf, await db.first(byEmailTokenHash, { tokenHash })),
    waitingFor: async (accountId, authorizationDomain) =>
      (await db.all(waitingFor, { accountId, authorizationDomain })).map((row) => row.certificate_id),
    attemptsOf: async (challengeId) => (await db.all(attemptsOf, { challengeId })).map(attemptOf),

    insert: async (challenges) => {
      for (const challenge of challenges) await db.change(insert, valuesOf(challenge))
    },
    finish: async (id, status, at, problem) =>
      (await db.change(finish, { id, status, problem, validatedAt: status === 'valid' ? at : null })) === 1,
    cancelOfCertificate: async (certificateId) => {
      await db.change(cancelOfCertificate, { certificateId })
    },
    recordAttempt: async (id, attempts, problem) => {
      await db.change(countAttempt, { id, problem })
      for (const attempt of attempts) {
        const { valid, authenticated, ...rest } = attempt
        await db.change(insertAttempt, { ...rest, valid: Number(valid), authenticated: Number(authenticated) })
      }
    },
    setEmailToken: async (id, tokenHash) => {
      await db.change(setEmailToken, { id, tokenHash })
    },
    insertCaaCheck: async (check) => {
      await db.change(insertCaaCheck, { ...check, permitted: Number(check.permitted) })
    },
  }
}

/** The hash of an e-mail's token is a column, which an approval link is looked up by and a new mail replaces. */
function valuesOf({ proof, ...challenge }: NewChallenge) {
  if (proof.method !== 'email') return { ...challenge, proof: JSON.stringify(proof), emailTokenHash: null }
  const { tokenHash, ...rest } = proof
  return { ...challenge, proof: JSON.stringify(rest), emailTokenHash: tokenHash }
}

const byId = statement((db, p: { id: string }) => db.selectFrom('challenges').selectAll().where('id', '=', p.id))

const ofCertificate = statement((db, p: { certificateId: number }) =>
  db
    .selectFrom('challenges')
    .selectAll()
    .where('certificate_id', '=', p.certificateId)
    .orderBy('created_at')
    .orderBy('authorization_domain')
    .orderBy('id'),
)

const byEmailTokenHash = statement((db, p: { tokenHash: string }) =>
  db.selectFrom('challenges').selectAll().where('email_token_hash', '=', p.tokenHash).where('status', '=', 'pending'),
)

/** The condition on the status is that of the index challenges_waiting. */
const waitingFor = statement((db, p: { accountId: number; authorizationDomain: string }) =>
  db
    .selectFrom('challenges')
    .select('certificate_id')
    .distinct()
    .where('account_id', '=', p.accountId)
    .where('authorization_domain', '=', p.authorizationDomain)
    .where(sql<boolean>`status = 'pending'`)
    .orderBy('certificate_id'),
)

const attemptsOf = statement((db, p: { challengeId: string }) =>
  db.selectFrom('validation_attempts').selectAll().where('challenge_id', '=', p.challengeId).orderBy('number'),
)

type ChallengeValues = Omit<NewChallenge, 'proof'> & { proof: string; emailTokenHash: string | null }

const insert = statement((db, p: ChallengeValues) =>
  db.insertInto('challenges').values({
    id: p.id,
    account_id: p.accountId,
    certificate_id: p.certificateId,
    authorization_domain: p.authorizationDomain,
    method: p.method,
    status: 'pending',
    proof: p.proof,
    email_token_hash: p.emailTokenHash,
    created_at: p.createdAt,
    expires_at: p.expiresAt,
    validated_at: null,
    attempts: 0,
    problem: null,
  }),
)

type Finish = { id: string; status: ChallengeStatus; validatedAt: Instant | null; problem: string | null }

const finish = statement((db, p: Finish) =>
  db
    .updateTable('challenges')
    .set({ status: p.status, validated_at: p.validatedAt, problem: p.problem })
    .where('id', '=', p.id)
    .where('status', '=', 'pending'),
)

const cancelOfCertificate = statement((db, p: { certificateId: number }) =>
  db
    .updateTable('challenges')
    .set({ status: 'canceled' })
    .where('certificate_id', '=', p.certificateId)
    .where('status', '=', 'pending'),
)

const countAttempt = statement((db, p: { id: string; problem: string | null }) =>
  db
    .updateTable('challenges')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), problem: p.problem }))
    .where('id', '=', p.id),
)

type AttemptValues = Omit<ValidationAttempt, 'valid' | 'authenticated'> & { valid: number; authenticated: number }

const insertAttempt = statement((db, p: AttemptValues) =>
  db.insertInto('validation_attempts').values({
    id: p.id,
    challenge_id: p.challengeId,
    at: p.at,
    perspective: p.perspective,
    server: p.server,
    valid: p.valid,
    found: p.found,
    authenticated: p.authenticated,
  }),
)

const setEmailToken = statement((db, p: { id: string; tokenHash: string }) =>
  db
    .updateTable('challenges')
    .set({ email_token_hash: p.tokenHash })
    .where('id', '=', p.id)
    .where('status', '=', 'pending'),
)

const insertCaaCheck = statement((db, p: Omit<CaaCheck, 'permitted'> & { permitted: number }) =>
  db.insertInto('caa_checks').values({
    id: p.id,
    certificate_id: p.certificateId,
    identifier: p.identifier,
    at: p.at,
    permitted: p.permitted,
    found: p.found,
  }),
)
