import type { LedgerEntry } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import type { LedgerReader, LedgerWriter } from '../ledger.ts'
import type { LedgerEntryRow } from '../schema/tables.ts'
import { statement } from '../statement.ts'

export function ledgerQueries(db: Executor): LedgerReader & LedgerWriter {
  return {
    ofOrder: async (orderId) => (await db.all(ofOrder, { orderId })).map(entryOf),
    ofAccount: async (accountId, first, limit) => (await db.all(ofAccount, { accountId, first, limit })).map(entryOf),
    insert: async (entries) => {
      for (const entry of entries) await db.change(insert, entry)
    },
  }
}

const ofOrder = statement((db, p: { orderId: number }) =>
  db.selectFrom('ledger_entries').selectAll().where('order_id', '=', p.orderId).orderBy('number'),
)

const ofAccount = statement((db, p: { accountId: number; first: number; limit: number }) =>
  db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('account_id', '=', p.accountId)
    .orderBy('number')
    .limit(p.limit)
    .offset(p.first),
)

const insert = statement((db, p: LedgerEntry) =>
  db.insertInto('ledger_entries').values({
    id: p.id,
    account_id: p.accountId,
    order_id: p.orderId,
    certificate_id: p.certificateId,
    kind: p.kind,
    component: p.component,
    count: p.count,
    net: p.net,
    vat: p.vat,
    currency: p.currency,
    created_at: p.createdAt,
  }),
)

function entryOf(row: Omit<LedgerEntryRow, 'number'>): LedgerEntry {
  return {
    id: row.id,
    accountId: row.account_id,
    orderId: row.order_id,
    certificateId: row.certificate_id,
    kind: row.kind as LedgerEntry['kind'],
    component: row.component as LedgerEntry['component'],
    count: row.count,
    net: row.net,
    vat: row.vat,
    currency: row.currency,
    createdAt: row.created_at,
  }
}
