import type { Instant } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import { maybe } from '../connection.ts'
import type { IdempotencyReader, IdempotencyWriter, IdempotentAnswer } from '../idempotency.ts'
import type { IdempotentAnswerRow } from '../schema/tables.ts'
import { statement } from '../statement.ts'

export function idempotencyQueries(db: Executor): IdempotencyReader & IdempotencyWriter {
  return {
    find: async (accountId, key) => maybe(answerOf, await db.first(find, { accountId, key })),
    claim: async ({ answer, ...claimed }) => {
      const { status = null, contentType = null, body = null } = answer ?? {}
      return (await db.change(claim, { ...claimed, status, contentType, body })) === 1
    },
    complete: async (accountId, key, answer) => {
      await db.change(complete, { accountId, key, ...answer })
    },
    link: async (accountId, key, certificateId) => {
      await db.change(link, { accountId, key, certificateId })
    },
    takeOver: async (accountId, key, before, now) => (await db.change(takeOver, { accountId, key, before, now })) === 1,
    release: async (accountId, key) => {
      await db.change(release, { accountId, key })
    },
    deleteBefore: (createdBefore) => db.change(deleteBefore, { createdBefore }),
  }
}

const find = statement((db, p: { accountId: number; key: string }) =>
  db.selectFrom('idempotent_answers').selectAll().where('account_id', '=', p.accountId).where('key', '=', p.key),
)

type Claim = Omit<IdempotentAnswer, 'answer'> & {
  status: number | null
  contentType: string | null
  body: string | null
}

const claim = statement((db, p: Claim) =>
  db
    .insertInto('idempotent_answers')
    .values({
      account_id: p.accountId,
      key: p.key,
      request_hash: p.requestHash,
      certificate_id: p.certificateId,
      status: p.status,
      content_type: p.contentType,
      body: p.body,
      created_at: p.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing()),
)

type Answer = { accountId: number; key: string; status: number; contentType: string; body: string }

const complete = statement((db, p: Answer) =>
  db
    .updateTable('idempotent_answers')
    .set({ status: p.status, content_type: p.contentType, body: p.body })
    .where('account_id', '=', p.accountId)
    .where('key', '=', p.key)
    .where('status', 'is', null),
)

const link = statement((db, p: { accountId: number; key: string; certificateId: number }) =>
  db
    .updateTable('idempotent_answers')
    .set({ certificate_id: p.certificateId })
    .where('account_id', '=', p.accountId)
    .where('key', '=', p.key),
)

const takeOver = statement((db, p: { accountId: number; key: string; before: Instant; now: Instant }) =>
  db
    .updateTable('idempotent_answers')
    .set({ created_at: p.now })
    .where('account_id', '=', p.accountId)
    .where('key', '=', p.key)
    .where('status', 'is', null)
    .where('certificate_id', 'is', null)
    .where('created_at', '<', p.before),
)

/** Only while the first request runs: an answer that was given stays. */
const release = statement((db, p: { accountId: number; key: string }) =>
  db
    .deleteFrom('idempotent_answers')
    .where('account_id', '=', p.accountId)
    .where('key', '=', p.key)
    .where('status', 'is', null)
    .where('certificate_id', 'is', null),
)

const deleteBefore = statement((db, p: { createdBefore: Instant }) =>
  db.deleteFrom('idempotent_answers').where('created_at', '<', p.createdBefore),
)

function answerOf(row: IdempotentAnswerRow): IdempotentAnswer {
  const { status, content_type: contentType, body } = row
  return {
    accountId: row.account_id,
    key: row.key,
    requestHash: row.request_hash,
    certificateId: row.certificate_id,
    answer: status === null || contentType === null || body === null ? null : { status, contentType, body },
    createdAt: row.created_at,
  }
}
