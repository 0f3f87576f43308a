import type { Authority, AuthorityReader, AuthorityWriter, PublishedCrl } from '../authorities.ts'
import type { Executor } from '../connection.ts'
import { bufferOf, maybe } from '../connection.ts'
import { duplicateInsteadOfConflict } from '../errors.ts'
import type { AuthorityRow, CrlRow } from '../schema/tables.ts'
import { statement } from '../statement.ts'

export function authorityQueries(db: Executor): AuthorityReader & AuthorityWriter {
  return {
    all: async () => (await db.all(all, {})).map(authorityOf),
    crl: async (caId) => maybe(crlOf, await db.first(crl, { caId })),
    insert: async (authority) => {
      await duplicateInsteadOfConflict('A CA with this id exists already.', 'id', () => db.change(insert, authority))
    },
    storeCrl: async (published) => (await db.change(storeCrl, published)) === 1,
  }
}

const all = statement((db) => db.selectFrom('authorities').selectAll().orderBy('created_at').orderBy('id'))

const crl = statement((db, p: { caId: string }) => db.selectFrom('crls').selectAll().where('ca_id', '=', p.caId))

const insert = statement((db, p: Authority) =>
  db.insertInto('authorities').values({
    id: p.id,
    parent_id: p.parentId,
    name: p.name,
    brand: p.brand,
    key_kind: p.keyKind,
    certificate: p.certificate,
    sealed_key: p.sealedKey,
    created_at: p.createdAt,
  }),
)

const storeCrl = statement((db, p: PublishedCrl) =>
  db
    .insertInto('crls')
    .values({ ca_id: p.caId, number: p.number, der: p.der, this_update: p.thisUpdate, next_update: p.nextUpdate })
    .onConflict((conflict) =>
      conflict
        .column('ca_id')
        .doUpdateSet((eb) => ({
          number: eb.ref('excluded.number'),
          der: eb.ref('excluded.der'),
          this_update: eb.ref('excluded.this_update'),
          next_update: eb.ref('excluded.next_update'),
        }))
        .whereRef('crls.number', '<', 'excluded.number'),
    ),
)

function authorityOf(row: AuthorityRow): Authority {
  return {
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    brand: row.brand,
    keyKind: row.key_kind as Authority['keyKind'],
    certificate: bufferOf(row.certificate),
    sealedKey: bufferOf(row.sealed_key),
    createdAt: row.created_at,
  }
}

function crlOf(row: CrlRow): PublishedCrl {
  return {
    caId: row.ca_id,
    number: row.number,
    der: bufferOf(row.der),
    thisUpdate: row.this_update,
    nextUpdate: row.next_update,
  }
}
