import { sql } from 'kysely'
import type { Instant } from '../../core/index.ts'
import { statement } from '../statement.ts'

/** The statements of the embedded database's job table. `due_at` is the run time of a waiting job, the lease's end of a running one. */

type Enqueue = { id: string; kind: string; key: string; payload: string; runAt: Instant; now: Instant }

/** A job with the key that waits moves forward; one that runs notes when it shall run again. */
export const enqueue = statement((db, p: Enqueue) =>
  db
    .insertInto('jobs')
    .values({
      id: p.id,
      kind: p.kind,
      key: p.key,
      payload: p.payload,
      run_at: p.runAt,
      due_at: p.runAt,
      attempt: 0,
      fence: 0,
      created_at: p.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'key']).where('dead_at', 'is', null).doUpdateSet({
        run_at: sql`case when lease_by is null then min(run_at, excluded.run_at) else run_at end`,
        due_at: sql`case when lease_by is null then min(due_at, excluded.run_at) else due_at end`,
        again_at: sql`case when lease_by is null then null else min(coalesce(again_at, excluded.run_at), excluded.run_at) end`,
      }),
    ),
)

type Key = { kind: string; key: string }

export const remove = statement((db, p: Key) =>
  db
    .deleteFrom('jobs')
    .where('kind', '=', p.kind)
    .where('key', '=', p.key)
    .where('dead_at', 'is', null)
    .where('lease_by', 'is', null),
)

export const forgetAgain = statement((db, p: Key) =>
  db
    .updateTable('jobs')
    .set({ again_at: null })
    .where('kind', '=', p.kind)
    .where('key', '=', p.key)
    .where('dead_at', 'is', null),
)

export const nextDue = statement((db, p: { now: Instant }) =>
  db.selectFrom('jobs').select('id').where('due_at', '<=', p.now).limit(1),
)

/** Due: its time has come, or its holder has given no sign of life. The fence rises, so an old holder can end nothing. */
export const claim = statement((db, p: { nodeId: string; now: Instant; leaseUntil: Instant; limit: number }) =>
  db
    .updateTable('jobs')
    .set((eb) => ({
      lease_by: p.nodeId,
      due_at: p.leaseUntil,
      attempt: eb('attempt', '+', 1),
      fence: eb('fence', '+', 1),
    }))
    .where('number', 'in', (eb) =>
      eb.selectFrom('jobs').select('number').where('due_at', '<=', p.now).orderBy('due_at').limit(p.limit),
    )
    .returning(['id', 'kind', 'key', 'payload', 'attempt', 'fence']),
)

export interface ClaimedRow {
  readonly id: string
  readonly kind: string
  readonly key: string
  readonly payload: string
  readonly attempt: number
  readonly fence: number
}

type Lease = { id: string; fence: number }

export const renew = statement((db, p: Lease & { leaseUntil: Instant }) =>
  db
    .updateTable('jobs')
    .set({ due_at: p.leaseUntil })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null),
)

export const runAgainAsAsked = statement((db, p: Lease) =>
  db
    .updateTable('jobs')
    .set((eb) => ({
      run_at: sql<number>`again_at`,
      due_at: eb.ref('again_at'),
      again_at: null,
      lease_by: null,
      attempt: 0,
      error: null,
    }))
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null)
    .where('again_at', 'is not', null),
)

export const done = statement((db, p: Lease) =>
  db.deleteFrom('jobs').where('id', '=', p.id).where('fence', '=', p.fence).where('lease_by', 'is not', null),
)

/** What was asked for while it ran may be earlier than what the handler says. */
export const again = statement((db, p: Lease & { at: Instant }) =>
  db
    .updateTable('jobs')
    .set({
      run_at: sql<number>`min(coalesce(again_at, ${p.at}), ${p.at})`,
      due_at: sql<number>`min(coalesce(again_at, ${p.at}), ${p.at})`,
      again_at: null,
      lease_by: null,
      attempt: 0,
      error: null,
    })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null),
)

export const retry = statement((db, p: Lease & { at: Instant; error: string }) =>
  db
    .updateTable('jobs')
    .set({
      run_at: sql<number>`min(coalesce(again_at, ${p.at}), ${p.at})`,
      due_at: sql<number>`min(coalesce(again_at, ${p.at}), ${p.at})`,
      again_at: null,
      lease_by: null,
      error: p.error,
    })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null),
)

export const bury = statement((db, p: Lease & { now: Instant; error: string }) =>
  db
    .updateTable('jobs')
    .set({ due_at: null, again_at: null, lease_by: null, error: p.error, dead_at: p.now })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null),
)

export const release = statement((db, p: Lease & { now: Instant }) =>
  db
    .updateTable('jobs')
    .set((eb) => ({ due_at: p.now, again_at: null, lease_by: null, attempt: eb('attempt', '-', 1) }))
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('lease_by', 'is not', null),
)

export const dead = statement((db, p: { limit: number }) =>
  db
    .selectFrom('jobs')
    .select(['id', 'kind', 'key', 'payload', 'attempt', 'error', 'dead_at'])
    .where('dead_at', 'is not', null)
    .orderBy('dead_at', 'desc')
    .orderBy('number', 'desc')
    .limit(p.limit),
)

export const revive = statement((db, p: { id: string; now: Instant }) =>
  db
    .updateTable('jobs')
    .set({ run_at: p.now, due_at: p.now, dead_at: null, attempt: 0 })
    .where('id', '=', p.id)
    .where('dead_at', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('jobs as other')
            .select('other.id')
            .whereRef('other.kind', '=', 'jobs.kind')
            .whereRef('other.key', '=', 'jobs.key')
            .where('other.dead_at', 'is', null),
        ),
      ),
    ),
)
