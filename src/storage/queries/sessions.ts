import type { Instant, Session } from '../../core/index.ts'
import type { SessionReader, SessionWriter } from '../accounts.ts'
import type { Executor } from '../connection.ts'
import { statement } from '../statement.ts'

export function sessionQueries(db: Executor): SessionReader & SessionWriter {
  return {
    byIdHash: async (idHash) => {
      const row = await db.first(byIdHash, { idHash })
      if (row === undefined) return undefined
      return {
        idHash: row.id_hash,
        accountId: row.account_id,
        createdAt: row.created_at,
        usedAt: row.used_at,
        expiresAt: row.expires_at,
      }
    },
    insert: async (session) => {
      await db.change(insert, session)
    },
    touch: async (idHash, usedAt) => {
      await db.change(touch, { idHash, usedAt })
    },
    delete: async (idHash) => (await db.change(remove, { idHash })) === 1,
    deleteOfAccount: async (accountId) => {
      await db.change(removeOfAccount, { accountId })
    },
    // Two statements, so that each uses its index.
    deleteEnded: async (now, idleSince) =>
      (await db.change(removeExpired, { now })) + (await db.change(removeIdle, { idleSince })),
  }
}

const byIdHash = statement((db, p: { idHash: string }) =>
  db.selectFrom('sessions').selectAll().where('id_hash', '=', p.idHash),
)

const insert = statement((db, p: Session) =>
  db.insertInto('sessions').values({
    id_hash: p.idHash,
    account_id: p.accountId,
    created_at: p.createdAt,
    used_at: p.usedAt,
    expires_at: p.expiresAt,
  }),
)

/** Two nodes may touch in any order: the later time stays. */
const touch = statement((db, p: { idHash: string; usedAt: Instant }) =>
  db.updateTable('sessions').set({ used_at: p.usedAt }).where('id_hash', '=', p.idHash).where('used_at', '<', p.usedAt),
)

const remove = statement((db, p: { idHash: string }) => db.deleteFrom('sessions').where('id_hash', '=', p.idHash))

const removeOfAccount = statement((db, p: { accountId: number }) =>
  db.deleteFrom('sessions').where('account_id', '=', p.accountId),
)

const removeExpired = statement((db, p: { now: Instant }) => db.deleteFrom('sessions').where('expires_at', '<=', p.now))

const removeIdle = statement((db, p: { idleSince: Instant }) =>
  db.deleteFrom('sessions').where('used_at', '<', p.idleSince),
)
