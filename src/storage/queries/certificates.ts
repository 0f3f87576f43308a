import { sql } from 'kysely'
import type { CertificateStatus, Instant, IssuedCertificate } from '../../core/index.ts'
import type { CertificateReader, CertificateWriter, NewCertificate, StatusChange } from '../certificates.ts'
import type { Executor } from '../connection.ts'
import { bufferOf, inserted, maybe } from '../connection.ts'
import { certificateOf, pairOf, summaryOf } from './certificate-rows.ts'
import { decodeChain, encodeChain } from './chain-bytes.ts'
import { each, sized, statement } from '../statement.ts'

export function certificateQueries(db: Executor): CertificateReader & CertificateWriter {
  return { ...readers(db), ...writers(db) }
}

function readers(db: Executor): CertificateReader {
  return {
    byId: async (accountId, id) => maybe(certificateOf, await db.first(byId, { accountId, id })),
    withOrder: async (accountId, id) => maybe(pairOf, await db.first(withOrder, { accountId, id })),
    withOrderById: async (id) => maybe(pairOf, await db.first(withOrderById, { id })),
    ofOrder: async (orderId) => (await db.all(ofOrder, { orderId })).map(summaryOf),
    openOf: async (orderId) => maybe(certificateOf, await db.first(openOf, { orderId })),
    newestValidOf: async (orderId) => maybe(certificateOf, await db.first(newestValidOf, { orderId })),
    chain: async (chainId) => {
      const row = await db.first(chain, { chainId })
      return row === undefined ? undefined : decodeChain(bufferOf(row.certificates))
    },
    leftBehind: async (before, limit) =>
      (await db.all(leftBehind, { before, limit })).map((row) => ({
        id: row.id,
        status: row.status as CertificateStatus,
      })),
    hopeless: async (before, limit) => (await db.all(hopeless, { before, limit })).map((row) => row.id),
    ended: async (now, limit) => (await db.all(ended, { now, limit })).map((row) => row.id),
  }
}

function writers(db: Executor): CertificateWriter {
  return {
    insert: async (certificate) => {
      const values = { ...certificate, identifiersJson: JSON.stringify(certificate.identifiers) }
      const { id, sequence } = inserted(await db.first(insert, values))
      return { id, sequence }
    },
    setStatus: async (id, from, to, change) =>
      (await db.change(setStatus(change)(from.length), { ...change, id, from, to })) === 1,
    storeIssued: async (id, issued, at, by) => (await db.change(storeIssued, { ...issued, id, at, by })) === 1,
    setProblem: async (id, problem) => {
      await db.change(setProblem, { id, problem })
    },
    storeChain: async (chainId, certificates) => {
      await db.change(storeChain, { chainId, bytes: encodeChain(certificates) })
    },
  }
}

const byId = statement((db, p: { accountId: number; id: number }) =>
  db.selectFrom('certificates').selectAll().where('id', '=', p.id).where('account_id', '=', p.accountId),
)

/** The order's columns under names of their own: both tables have an id and a status. */
const orderColumns = [
  'orders.account_id as o_account_id',
  'orders.class as o_class',
  'orders.status as o_status',
  'orders.period as o_period',
  'orders.paid_until as o_paid_until',
  'orders.server_type as o_server_type',
  'orders.control_scope as o_control_scope',
  'orders.paid_names as o_paid_names',
  'orders.contacts as o_contacts',
  'orders.parent_order_id as o_parent_order_id',
  'orders.created_at as o_created_at',
  'orders.created_by as o_created_by',
  'orders.updated_at as o_updated_at',
  'orders.updated_by as o_updated_by',
] as const

const withOrder = statement((db, p: { accountId: number; id: number }) =>
  db
    .selectFrom('certificates')
    .innerJoin('orders', 'orders.id', 'certificates.order_id')
    .selectAll('certificates')
    .select(orderColumns)
    .where('certificates.id', '=', p.id)
    .where('certificates.account_id', '=', p.accountId),
)

const withOrderById = statement((db, p: { id: number }) =>
  db
    .selectFrom('certificates')
    .innerJoin('orders', 'orders.id', 'certificates.order_id')
    .selectAll('certificates')
    .select(orderColumns)
    .where('certificates.id', '=', p.id),
)

const ofOrder = statement((db, p: { orderId: number }) =>
  db
    .selectFrom('certificates')
    .select(['id', 'order_id', 'status', 'kind', 'sequence', 'identifiers', 'created_at', 'updated_at'])
    .select(['not_after', 'serial_number', 'issuer_id'])
    .where('order_id', '=', p.orderId)
    .orderBy('sequence'),
)

// Conditions on the status below are written as in the partial indexes, else SQLite does not use them.
const openOf = statement((db, p: { orderId: number }) =>
  db
    .selectFrom('certificates')
    .selectAll()
    .where('order_id', '=', p.orderId)
    .where(sql<boolean>`status in ('pending', 'issuing')`),
)

const newestValidOf = statement((db, p: { orderId: number }) =>
  db
    .selectFrom('certificates')
    .selectAll()
    .where('order_id', '=', p.orderId)
    .where('status', '=', 'valid')
    .orderBy('sequence', 'desc')
    .limit(1),
)

const chain = statement((db, p: { chainId: string }) =>
  db.selectFrom('chains').select('certificates').where('id', '=', p.chainId),
)

const leftBehind = statement((db, p: { before: Instant; limit: number }) =>
  db
    .selectFrom('certificates')
    .select(['id', 'status'])
    .where('updated_at', '<', p.before)
    .where(sql<boolean>`status in ('issuing', 'revoking')`)
    .orderBy('updated_at')
    .limit(p.limit),
)

const hopeless = statement((db, p: { before: Instant; limit: number }) =>
  db
    .selectFrom('certificates')
    .select('id')
    .where('created_at', '<', p.before)
    .where(sql<boolean>`status = 'pending'`)
    .orderBy('created_at')
    .limit(p.limit),
)

const ended = statement((db, p: { now: Instant; limit: number }) =>
  db
    .selectFrom('certificates')
    .select('id')
    .where('not_after', '<=', p.now)
    .where(sql<boolean>`status = 'valid'`)
    .orderBy('not_after')
    .limit(p.limit),
)

const insert = statement((db, p: NewCertificate & { identifiersJson: string }) =>
  db
    .insertInto('certificates')
    .values({
      order_id: p.orderId,
      account_id: p.accountId,
      status: p.status,
      kind: p.kind,
      sequence: sql<number>`(select coalesce(max(sequence), 0) + 1 from certificates where order_id = ${p.orderId})`,
      identifiers: p.identifiersJson,
      csr: p.csr,
      key_hash: p.keyHash,
      created_at: p.createdAt,
      created_by: p.createdBy,
      updated_at: p.createdAt,
      updated_by: p.createdBy,
    })
    .returning(['id', 'sequence']),
)

type StatusUpdate = StatusChange & { id: number; from: readonly CertificateStatus[]; to: CertificateStatus }

/** Only what the change names is set: one statement per combination. */
function setStatus({ problem, revokedAt, revocationReason }: StatusChange) {
  const key =
    (problem === undefined ? 0 : 1) + (revokedAt === undefined ? 0 : 2) + (revocationReason === undefined ? 0 : 4)
  const known = setStatusStatements.get(key)
  if (known !== undefined) return known
  const made = setStatusOf((key & 1) !== 0, (key & 2) !== 0, (key & 4) !== 0)
  setStatusStatements.set(key, made)
  return made
}

const setStatusStatements = new Map<number, ReturnType<typeof setStatusOf>>()

const setStatusOf = (problem: boolean, revokedAt: boolean, reason: boolean) =>
  sized((count) =>
    statement((db, p: StatusUpdate) =>
      db
        .updateTable('certificates')
        .set({
          status: p.to,
          updated_at: p.at,
          updated_by: p.by,
          ...(problem && { problem: p.problem ?? null }),
          ...(revokedAt && { revoked_at: p.revokedAt ?? null }),
          ...(reason && { revocation_reason: p.revocationReason ?? null }),
        })
        .where('id', '=', p.id)
        .where('status', 'in', each(p.from, count)),
    ),
  )

const storeIssued = statement((db, p: IssuedCertificate & { id: number; at: Instant; by: string }) =>
  db
    .updateTable('certificates')
    .set({
      status: 'valid',
      updated_at: p.at,
      updated_by: p.by,
      issuer_id: p.issuerId,
      serial_number: p.serialNumber,
      not_before: p.notBefore,
      not_after: p.notAfter,
      chain_id: p.chainId,
      problem: null,
      der: p.der,
    })
    .where('id', '=', p.id)
    .where('status', '=', 'issuing'),
)

const setProblem = statement((db, p: { id: number; problem: string | null }) =>
  db.updateTable('certificates').set({ problem: p.problem }).where('id', '=', p.id),
)

const storeChain = statement((db, p: { chainId: string; bytes: Buffer }) =>
  db
    .insertInto('chains')
    .values({ id: p.chainId, certificates: p.bytes })
    .onConflict((conflict) => conflict.column('id').doNothing()),
)
