import type { Instant } from '../../core/index.ts'
import type { BlockedKeyReader, BlockedKeyWriter } from '../blocked-keys.ts'
import type { Executor } from '../connection.ts'
import { statement } from '../statement.ts'

export function blockedKeyQueries(db: Executor): BlockedKeyReader & BlockedKeyWriter {
  return {
    isBlocked: async (keyHash) => (await db.first(isBlocked, { keyHash })) !== undefined,
    block: async (keyHash, reason, at) => {
      await db.change(block, { keyHash, reason, at })
    },
  }
}

const isBlocked = statement((db, p: { keyHash: string }) =>
  db.selectFrom('blocked_keys').select('key_hash').where('key_hash', '=', p.keyHash),
)

/** The first reason stays. */
const block = statement((db, p: { keyHash: string; reason: string; at: Instant }) =>
  db
    .insertInto('blocked_keys')
    .values({ key_hash: p.keyHash, reason: p.reason, blocked_at: p.at })
    .onConflict((conflict) => conflict.column('key_hash').doNothing()),
)
