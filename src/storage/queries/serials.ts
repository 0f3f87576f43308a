import { sql } from 'kysely'
import type { Instant, RevocationReason } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import { bufferOf, maybe } from '../connection.ts'
import type { SerialRow } from '../schema/tables.ts'
import type { Serial, SerialReader, SerialWriter } from '../serials.ts'
import { statement } from '../statement.ts'

export function serialQueries(db: Executor): SerialReader & SerialWriter {
  return {
    byIssuanceKey: async (issuanceKey) => maybe(serialOf, await db.first(byIssuanceKey, { issuanceKey })),
    byNumber: async (caId, serialNumber) => maybe(serialOf, await db.first(byNumber, { caId, serialNumber })),
    revoked: async (caId, endsAfter) =>
      (await db.all(revoked, { caId, endsAfter })).map((row) => ({
        serialNumber: row.serial_number,
        revokedAt: row.revoked_at as Instant,
        reason: row.reason as RevocationReason,
      })),
    newestRevocations: async () => {
      const rows = await db.all(newestRevocations, {})
      return new Map(rows.flatMap((row) => (row.newest === null ? [] : [[row.id, row.newest]])))
    },

    insert: async (serial) => {
      await db.change(insert, serial)
    },
    forgetTbs: async (issuanceKey) => {
      await db.change(forgetTbs, { issuanceKey })
    },
    retire: async (caId, serialNumber, at) => (await db.change(retire, { caId, serialNumber, at })) === 1,
    revoke: async (caId, serialNumber, at, reason) =>
      (await db.change(revoke, { caId, serialNumber, at, reason })) === 1,
  }
}

const byIssuanceKey = statement((db, p: { issuanceKey: string }) =>
  db.selectFrom('serials').selectAll().where('issuance_key', '=', p.issuanceKey),
)

const byNumber = statement((db, p: { caId: string; serialNumber: string }) =>
  db.selectFrom('serials').selectAll().where('ca_id', '=', p.caId).where('serial_number', '=', p.serialNumber),
)

const revoked = statement((db, p: { caId: string; endsAfter: Instant }) =>
  db
    .selectFrom('serials')
    .select(['serial_number', 'revoked_at', 'reason'])
    .where('ca_id', '=', p.caId)
    .where('not_after', '>', p.endsAfter)
    .where('revoked_at', 'is not', null)
    .orderBy('serial_number'),
)

/** One look into the index for each CA, however many revocations there are. */
const newestRevocations = statement((db) =>
  db
    .selectFrom('authorities')
    .select((eb) => [
      'authorities.id',
      eb
        .selectFrom('serials')
        .select(sql<number | null>`max(serials.revoked_at)`.as('newest'))
        .whereRef('serials.ca_id', '=', 'authorities.id')
        .where('serials.revoked_at', 'is not', null)
        .as('newest'),
    ]),
)

const insert = statement((db, p: Omit<Serial, 'revokedAt' | 'reason'>) =>
  db.insertInto('serials').values({
    ca_id: p.caId,
    serial_number: p.serialNumber,
    issuance_key: p.issuanceKey,
    not_after: p.notAfter,
    created_at: p.createdAt,
    tbs: p.tbs,
  }),
)

const forgetTbs = statement((db, p: { issuanceKey: string }) =>
  db.updateTable('serials').set({ tbs: null }).where('issuance_key', '=', p.issuanceKey),
)

type Revocation = { caId: string; serialNumber: string; at: Instant; reason: RevocationReason }

const revoke = statement((db, p: Revocation) =>
  db
    .updateTable('serials')
    .set({ revoked_at: p.at, reason: p.reason })
    .where('ca_id', '=', p.caId)
    .where('serial_number', '=', p.serialNumber)
    .where('revoked_at', 'is', null),
)

const retire = statement((db, p: { caId: string; serialNumber: string; at: Instant }) =>
  db
    .updateTable('serials')
    .set({
      revoked_at: p.at,
      reason: 'superseded',
      tbs: null,
      issuance_key: sql<string>`issuance_key || '/' || serial_number`,
    })
    .where('ca_id', '=', p.caId)
    .where('serial_number', '=', p.serialNumber)
    .where('tbs', 'is not', null)
    .where('revoked_at', 'is', null),
)

function serialOf(row: SerialRow): Serial {
  return {
    caId: row.ca_id,
    serialNumber: row.serial_number,
    issuanceKey: row.issuance_key,
    tbs: row.tbs === null ? null : bufferOf(row.tbs),
    notAfter: row.not_after,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    reason: row.reason as RevocationReason | null,
  }
}
