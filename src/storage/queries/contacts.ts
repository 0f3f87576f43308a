import { sql } from 'kysely'
import type { Contact, ContactData, ContactVerification, Handle, HandleData, Instant } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import { inserted, maybe } from '../connection.ts'
import type { ContactReader, ContactWriter } from '../contacts.ts'
import type { ContactRow, HandleRow } from '../schema/tables.ts'
import { each, sized, statement } from '../statement.ts'

export function contactQueries(db: Executor): ContactReader & ContactWriter {
  return {
    byIds: async (accountId, ids) =>
      ids.length === 0 ? [] : (await db.all(byIds(ids.length), { accountId, ids })).map(contactOf),
    byId: async (id) => maybe(contactOf, await db.first(byId, { id })),
    handle: async (accountId, kind, id) => maybe(handleOf, await db.first(handle, { accountId, kind, id })),
    identicalHandle: async (accountId, kind, dataHash) =>
      (await db.first(identicalHandle, { accountId, kind, dataHash }))?.id,
    waitingFor: async (contactId) => (await db.all(waitingFor, { contactId })).map((row) => row.id),

    insert: async (contact) => {
      const { data, ...rest } = contact
      return inserted(await db.first(insert, { ...rest, data: JSON.stringify(data) })).id
    },
    setVerification: async (id, verification, at, by, data) => {
      const verifiedAt = verification === 'verified' ? at : null
      await db.change(setVerification, { id, verification, at, by, verifiedAt })
      if (data !== undefined) await db.change(setData, { id, data: JSON.stringify(data) })
    },
    insertHandle: async (newHandle) => {
      const { data, autoDelete, ...rest } = newHandle
      const values = { ...rest, data: JSON.stringify(data), autoDelete: Number(autoDelete) }
      return inserted(await db.first(insertHandle, values)).id
    },
  }
}

const byIds = sized((count) =>
  statement((db, p: { accountId: number; ids: readonly number[] }) =>
    db
      .selectFrom('contacts')
      .selectAll()
      .where('id', 'in', each(p.ids, count))
      .where('account_id', '=', p.accountId)
      .orderBy('id'),
  ),
)

const byId = statement((db, p: { id: number }) => db.selectFrom('contacts').selectAll().where('id', '=', p.id))

const handle = statement((db, p: { accountId: number; kind: string; id: number }) =>
  db
    .selectFrom('handles')
    .selectAll()
    .where('id', '=', p.id)
    .where('account_id', '=', p.accountId)
    .where('kind', '=', p.kind),
)

const identicalHandle = statement((db, p: { accountId: number; kind: string; dataHash: string }) =>
  db
    .selectFrom('handles')
    .select('id')
    .where('account_id', '=', p.accountId)
    .where('kind', '=', p.kind)
    .where('data_hash', '=', p.dataHash)
    .orderBy('id', 'desc')
    .limit(1),
)

/** The first condition on the status is that of the index certificates_open. */
const waitingFor = statement((db, p: { contactId: number }) =>
  db
    .selectFrom('order_contacts')
    .innerJoin('certificates', 'certificates.order_id', 'order_contacts.order_id')
    .select('certificates.id')
    .where('order_contacts.contact_id', '=', p.contactId)
    .where(sql<boolean>`certificates.status in ('pending', 'issuing')`)
    .where('certificates.status', '=', 'pending')
    .orderBy('certificates.id'),
)

type NewRow<T> = { readonly [K in keyof Omit<T, 'id' | 'updatedAt' | 'updatedBy'>]: T[K] }

type ContactValues = Omit<NewRow<Contact>, 'data' | 'verification' | 'verifiedAt'> & { data: string }

const insert = statement((db, p: ContactValues) =>
  db
    .insertInto('contacts')
    .values({
      account_id: p.accountId,
      role: p.role,
      data: p.data,
      verification: 'unverified',
      verified_at: null,
      created_at: p.createdAt,
      created_by: p.createdBy,
      updated_at: p.createdAt,
      updated_by: p.createdBy,
    })
    .returning('id'),
)

type Verification = {
  id: number
  verification: ContactVerification
  verifiedAt: Instant | null
  at: Instant
  by: string
}

const setVerification = statement((db, p: Verification) =>
  db
    .updateTable('contacts')
    .set({ verification: p.verification, verified_at: p.verifiedAt, updated_at: p.at, updated_by: p.by })
    .where('id', '=', p.id),
)

const setData = statement((db, p: { id: number; data: string }) =>
  db.updateTable('contacts').set({ data: p.data }).where('id', '=', p.id),
)

type HandleValues = Omit<NewRow<Handle>, 'data' | 'autoDelete'> & { data: string; autoDelete: number; dataHash: string }

const insertHandle = statement((db, p: HandleValues) =>
  db
    .insertInto('handles')
    .values({
      account_id: p.accountId,
      kind: p.kind,
      data: p.data,
      data_hash: p.dataHash,
      auto_delete: p.autoDelete,
      created_at: p.createdAt,
      created_by: p.createdBy,
      updated_at: p.createdAt,
      updated_by: p.createdBy,
    })
    .returning('id'),
)

function contactOf(row: Omit<ContactRow, 'id'> & { readonly id: number }): Contact {
  return {
    id: row.id,
    accountId: row.account_id,
    role: row.role as Contact['role'],
    data: JSON.parse(row.data) as ContactData,
    verification: row.verification as ContactVerification,
    verifiedAt: row.verified_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}

function handleOf(row: Omit<HandleRow, 'id'> & { readonly id: number }): Handle {
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind as Handle['kind'],
    data: JSON.parse(row.data) as HandleData,
    autoDelete: row.auto_delete === 1,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}
