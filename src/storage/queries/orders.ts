import { sql } from 'kysely'
import type { ClassId, Instant, OrderContacts, OrderStatus } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import { inserted, maybe } from '../connection.ts'
import type { NewOrder, OrderReader, OrderWriter } from '../orders.ts'
import type { Statement } from '../statement.ts'
import { each, sized, statement } from '../statement.ts'
import { orderOf } from './order-rows.ts'

export function orderQueries(db: Executor): OrderReader & OrderWriter {
  return {
    byId: async (accountId, id) => maybe(orderOf, await db.first(byId, { accountId, id })),
    classesOf: async (accountId, ids) => {
      const classes = new Map<number, ClassId>()
      for (let start = 0; start < ids.length; start += atOnce) {
        const some = ids.slice(start, start + atOnce)
        const rows = await db.all(classesOf(some.length), { accountId, ids: some })
        for (const { id, class: classId } of rows) classes.set(id, classId as ClassId)
      }
      return classes
    },
    ended: async (now, limit) => (await db.all(ended, { now, limit })).map((row) => row.id),

    insert: async (order) => {
      const row = await db.first(insert, {
        ...order,
        paidNamesJson: JSON.stringify(order.paidNames),
        contactsJson: JSON.stringify(order.contacts),
      })
      const orderId = inserted(row).id
      for (const contactId of contactIds(order.contacts)) await db.change(insertContact, { orderId, contactId })
      return orderId
    },
    setStatus: async (id, from, to, at, by) =>
      (await db.change(setStatus(from.length), { id, from, to, at, by })) === 1,
    setPaidNames: async (id, paidNames) => {
      await db.change(setPaidNames, { id, paidNames: JSON.stringify(paidNames) })
    },
    lock: async (id) => {
      await db.first(lock, { id })
    },
  }
}

function contactIds({ tech, organization, evApprover }: OrderContacts): readonly number[] {
  return [...new Set([...tech, ...(organization === null ? [] : [organization]), ...evApprover])]
}

const byId = statement((db, p: { accountId: number; id: number }) =>
  db.selectFrom('orders').selectAll().where('id', '=', p.id).where('account_id', '=', p.accountId),
)

/** How many ids one statement takes. */
const atOnce = 128

const classesOf = sized((count) =>
  statement((db, p: { accountId: number; ids: readonly number[] }) =>
    db
      .selectFrom('orders')
      .select(['id', 'class'])
      .where('id', 'in', each(p.ids, count))
      .where('account_id', '=', p.accountId),
  ),
)

/** The condition on the status is written as in the index orders_unfinished, else SQLite does not use it. */
const ended = statement((db, p: { now: Instant; limit: number }) =>
  db
    .selectFrom('orders')
    .select('id')
    .where('paid_until', '<=', p.now)
    .where(sql<boolean>`status not in ('canceled', 'invalid', 'expired')`)
    .orderBy('paid_until')
    .limit(p.limit),
)

const insert = statement((db, p: NewOrder & { paidNamesJson: string; contactsJson: string }) =>
  db
    .insertInto('orders')
    .values({
      account_id: p.accountId,
      class: p.class,
      status: p.status,
      period: p.period,
      paid_until: p.paidUntil,
      server_type: p.serverType,
      control_scope: p.controlScope,
      paid_names: p.paidNamesJson,
      contacts: p.contactsJson,
      parent_order_id: p.parentOrderId,
      created_at: p.createdAt,
      created_by: p.createdBy,
      updated_at: p.createdAt,
      updated_by: p.createdBy,
    })
    .returning('id'),
)

const insertContact = statement((db, p: { orderId: number; contactId: number }) =>
  db.insertInto('order_contacts').values({ order_id: p.orderId, contact_id: p.contactId }),
)

type StatusUpdate = { id: number; from: readonly OrderStatus[]; to: OrderStatus; at: Instant; by: string }

const setStatus = sized((count) =>
  statement((db, p: StatusUpdate) =>
    db
      .updateTable('orders')
      .set({ status: p.to, updated_at: p.at, updated_by: p.by })
      .where('id', '=', p.id)
      .where('status', 'in', each(p.from, count)),
  ),
)

const setPaidNames = statement((db, p: { id: number; paidNames: string }) =>
  db.updateTable('orders').set({ paid_names: p.paidNames }).where('id', '=', p.id),
)

const lock: Statement<{ id: number }, { id: number }> = statement((db, p: { id: number }, kind) => {
  const row = db.selectFrom('orders').select('id').where('id', '=', p.id)
  return kind === 'postgres' ? row.forUpdate() : row
})
