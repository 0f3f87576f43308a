import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { systemClock } from '../core/index.ts'
import type { Executor } from './connection.ts'
import type { EventFilter } from './events.ts'
import { migrateSqlite } from './migrations/migrate-sqlite.ts'
import { readerOver } from './records.ts'
import { openWriter } from './sqlite-connection.ts'
import type { Reader } from './storage.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

it('answers every question of the reader from an index, without reading or sorting a table', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-plans-'))
  const { database } = openWriter(join(folder, 'x.sqlite'))
  migrateSqlite(database, systemClock, silent)
  const asked = new Set<string>()
  const recording: Executor = {
    all: async (statement) => {
      asked.add(statement.compiled('sqlite').sql)
      return []
    },
    first: async (statement) => {
      asked.add(statement.compiled('sqlite').sql)
      return undefined
    },
    change: async () => 0,
  }
  await askEverything(readerOver(recording))
  assert.ok(asked.size > 50)
  for (const sql of asked) {
    const plan = database.prepare(`explain query plan ${sql}`).all() as unknown as PlanRow[]
    const slow = plan
      .filter(({ detail }) => /^SCAN|TEMP B-TREE/.test(detail) && !allowed.some((pattern) => pattern.test(detail)))
      // A list's branches are limited each; what they give together is a few pages, and may be sorted.
      .filter(
        ({ detail, parent }) =>
          !(detail.startsWith('USE TEMP') && sql.includes('as "page"') && !inBranch(plan, parent)),
      )
    assert.deepEqual(slow, [], sql)
  }
  database.close()
  rmSync(folder, { recursive: true })
})

interface PlanRow {
  readonly id: number
  readonly parent: number
  readonly detail: string
}

const inBranch = (plan: readonly PlanRow[], parent: number) =>
  plan.some(({ id, detail }) => id === parent && /^(CO-ROUTINE|MATERIALIZE) branch/.test(detail))

/** The few CAs, one account of any, and what is already limited to a page. */
const allowed = [/^SCAN authorities/, /^SCAN accounts USING COVERING INDEX/, /^SCAN (branch|page)$/]

async function askEverything(reader: Reader): Promise<void> {
  const { accounts, sessions, orders, certificates, contacts, ledger, authorities, serials } = reader
  await Promise.all([accounts.byId(1), accounts.byLogin('a'), accounts.credentialsByApiKeyHash('a'), accounts.any()])
  await Promise.all([sessions.byIdHash('a'), reader.blockedKeys.isBlocked('a'), reader.idempotency.find(1, 'a')])
  await Promise.all([orders.byId(1, 1), orders.ended(1, 1), ledger.ofOrder(1), ledger.ofAccount(1, 0, 1)])
  await Promise.all([certificates.byId(1, 1), certificates.withOrder(1, 1), certificates.withOrderById(1)])
  await Promise.all([certificates.ofOrder(1), certificates.openOf(1), certificates.newestValidOf(1)])
  await Promise.all([certificates.chain('a'), certificates.leftBehind(1, 1), certificates.hopeless(1, 1)])
  await Promise.all([certificates.ended(1, 1), contacts.byIds(1, [1, 2]), contacts.byId(1), contacts.handle(1, 'P', 1)])
  await Promise.all([contacts.identicalHandle(1, 'P', 'a'), authorities.crl('a')])
  await Promise.all([serials.byIssuanceKey('a'), serials.byNumber('a', 'b'), serials.newestRevocations()])
  await Promise.all([reader.challenges.byId('a'), reader.challenges.byEmailTokenHash('a')])
  await Promise.all([reader.challenges.attemptsOf('a'), reader.events.byId(1, 1)])
  for (const filter of filters()) await reader.events.list(filter)
  // Not asked here, because a few rows are sorted after an index found them: the CAs, proofs, challenges of one
  // certificate or waiting at one name, and a CRL's entries.
}

/** Without dates: a list between two dates costs what lies between them. */
function* filters(): Generator<EventFilter> {
  const type = { kind: 'reissue', outcome: 'failed' } as const
  for (const types of [undefined, [type], [type, { kind: 'close', outcome: 'failed' } as const]]) {
    for (const deleted of ['no', 'only', 'both'] as const) {
      for (const orderBy of ['id', 'type', 'object'] as const) {
        const filter = { accountId: 1, deleted, orderBy, descending: true, first: 0, limit: 10 }
        yield { ...filter, ...(types && { types }) }
      }
    }
  }
}
