import type { Event, EventKind, Instant } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import { inserted, maybe } from '../connection.ts'
import type { EventReader, EventWriter, NewEvent } from '../events.ts'
import { statement } from '../statement.ts'
import { eventOf } from './event-rows.ts'
import { listEvents } from './event-list.ts'

export function eventQueries(db: Executor): EventReader & EventWriter {
  return {
    byId: async (accountId, id) => maybe(eventOf, await db.first(byId, { accountId, id })),
    list: (filter) => listEvents(db, filter),

    insert: async (event) => {
      const row = await db.first(insert, event)
      await db.change(count, counterOf(event, 0, 1))
      return inserted(row).id
    },
    delete: async (accountId, id, at) => {
      const row = await db.first(remove, { accountId, id, at })
      if (row === undefined) return false
      const event = { accountId, orderId: row.order_id, kind: row.kind as EventKind, outcome: row.outcome as Outcome }
      await db.change(count, counterOf(event, 0, -1))
      await db.change(count, counterOf(event, 1, 1))
      return true
    },
  }
}

type Outcome = Event['outcome']

type Counted = Pick<NewEvent, 'accountId' | 'orderId' | 'kind' | 'outcome'>

/** The slot follows from the event, so that its deletion lowers the row that its insertion raised. */
function counterOf({ accountId, orderId, kind, outcome }: Counted, deleted: number, by: number) {
  return { accountId, kind, outcome, deleted, slot: orderId % counterSlots, by }
}

const counterSlots = 8

const byId = statement((db, p: { accountId: number; id: number }) =>
  db.selectFrom('events').selectAll().where('id', '=', p.id).where('account_id', '=', p.accountId),
)

const insert = statement((db, p: NewEvent) =>
  db
    .insertInto('events')
    .values({
      account_id: p.accountId,
      kind: p.kind,
      outcome: p.outcome,
      deleted: 0,
      certificate_id: p.certificateId,
      order_id: p.orderId,
      info: p.info,
      created_at: p.createdAt,
      deleted_at: null,
    })
    .returning('id'),
)

const remove = statement((db, p: { accountId: number; id: number; at: Instant }) =>
  db
    .updateTable('events')
    .set({ deleted: 1, deleted_at: p.at })
    .where('id', '=', p.id)
    .where('account_id', '=', p.accountId)
    .where('deleted', '=', 0)
    .returning(['kind', 'outcome', 'order_id']),
)

type Count = { accountId: number; kind: string; outcome: string; deleted: number; slot: number; by: number }

const count = statement((db, p: Count) =>
  db
    .insertInto('event_counts')
    .values({
      account_id: p.accountId,
      kind: p.kind,
      outcome: p.outcome,
      deleted: p.deleted,
      slot: p.slot,
      count: p.by,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'kind', 'outcome', 'deleted', 'slot'])
        .doUpdateSet((eb) => ({ count: eb('event_counts.count', '+', eb.ref('excluded.count')) })),
    ),
)
