import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Event } from '../../../src/core/index.ts'
import type { EventFilter } from '../../../src/storage/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { newAccount, seed, type Seeded, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

const kinds = ['request', 'reissue', 'renew', 'close'] as const
const outcomes = ['successful', 'failed'] as const

export function eventSuite(kind: TestDatabase): void {
  describe('events', () => {
    const { reader, write } = opened(kind)

    const add = ({ accountId, certificateId, orderId }: Seeded, change: Partial<Event> = {}) => {
      const event = { accountId, certificateId, orderId, kind: 'request', outcome: 'successful', info: '' } as const
      return write((tx) => tx.events.insert({ ...event, createdAt: t0, ...change }))
    }
    const all = { deleted: 'no', orderBy: 'id', descending: false, first: 0, limit: 100 } as const

    it('gives an event to its own account only, and deletes it once', async () => {
      const seeded = await write(seed)
      const id = await add(seeded, { info: 'why' })
      assert.ok(id >= 1_000_000)
      const { accountId, certificateId, orderId } = seeded
      const event = {
        id,
        accountId,
        certificateId,
        orderId,
        kind: 'request',
        outcome: 'successful',
        info: 'why',
        createdAt: t0,
      }
      assert.deepEqual(await reader().events.byId(accountId, id), { ...event, deletedAt: null })
      assert.equal(await reader().events.byId(accountId + 1, id), undefined)
      assert.equal(await write((tx) => tx.events.delete(accountId + 1, id, t0)), false)
      assert.equal(await write((tx) => tx.events.delete(accountId, id, t0 + 1)), true)
      assert.equal(await write((tx) => tx.events.delete(accountId, id, t0 + 2)), false)
      assert.deepEqual(await reader().events.byId(accountId, id), { ...event, deletedAt: t0 + 1 })
      assert.equal((await reader().events.list({ accountId, ...all })).total, 0)
      assert.equal((await reader().events.list({ accountId, ...all, deleted: 'only' })).total, 1)
    })

    it('has an empty list for an account without events, and for no types', async () => {
      const { accountId } = await write(seed)
      assert.deepEqual(await reader().events.list({ accountId, ...all }), { events: [], total: 0 })
      assert.deepEqual(await reader().events.list({ accountId, ...all, types: [] }), { events: [], total: 0 })
    })

    it('lists what any filter selects, in its order, with the total', async () => {
      const events = await manyEvents()
      const accountId = events[0]?.accountId ?? 0
      await fc.assert(
        fc.asyncProperty(filters(accountId), async (filter) => {
          const expected = events.filter(matches(filter)).toSorted(comparing(filter))
          const list = await reader().events.list(filter)
          assert.equal(list.total, expected.length)
          assert.deepEqual(
            list.events.map((event) => event.id),
            expected.slice(filter.first, filter.first + filter.limit).map((event) => event.id),
          )
        }),
        { numRuns: 150 },
      )
    })

    async function manyEvents(): Promise<readonly Event[]> {
      const { accountId } = await write(seed)
      const other = await write((tx) => tx.accounts.insert(newAccount()))
      const made: Event[] = []
      const certificates: Seeded[] = []
      for (let index = 0; index < 5; index++) certificates.push({ ...(await write(seed)), accountId })
      for (let index = 0; index < 80; index++) {
        const seeded = certificates[(index * 7) % certificates.length] as Seeded
        const change = {
          kind: kinds[(index * 5) % 4] as Event['kind'],
          outcome: outcomes[index % 3 === 0 ? 1 : 0],
          createdAt: t0 + (index % 10) * 1_000,
        }
        const id = await add(seeded, change)
        await add({ ...seeded, accountId: other }, change)
        const deletedAt = index % 4 === 1 ? t0 + 99_000 : null
        if (deletedAt !== null) await write((tx) => tx.events.delete(accountId, id, deletedAt))
        made.push({ id, ...seeded, info: '', ...change, deletedAt })
      }
      return made
    }
  })
}

function filters(accountId: number): fc.Arbitrary<EventFilter> {
  const type = fc.record({ kind: fc.constantFrom(...kinds), outcome: fc.constantFrom(...outcomes) })
  const instant = fc.integer({ min: -1, max: 11 }).map((seconds) => t0 + seconds * 1_000)
  return fc.record(
    {
      accountId: fc.constant(accountId),
      types: fc.array(type, { minLength: 1, maxLength: 5 }),
      from: instant,
      until: instant,
      deleted: fc.constantFrom('no', 'only', 'both'),
      orderBy: fc.constantFrom('id', 'type', 'object'),
      descending: fc.boolean(),
      first: fc.integer({ min: 0, max: 30 }),
      limit: fc.integer({ min: 0, max: 30 }),
    },
    { requiredKeys: ['accountId', 'deleted', 'orderBy', 'descending', 'first', 'limit'] },
  )
}

const matches =
  ({ types, from = 0, until = Number.MAX_SAFE_INTEGER, deleted }: EventFilter) =>
  (event: Event) =>
    (types === undefined || types.some((type) => type.kind === event.kind && type.outcome === event.outcome)) &&
    event.createdAt >= from &&
    event.createdAt <= until &&
    (deleted === 'both' || (deleted === 'only') === (event.deletedAt !== null))

const comparing = (filter: EventFilter) => (one: Event, other: Event) => {
  const keys = { id: [], type: ['kind', 'outcome'], object: ['certificateId'] } as const
  const direction = filter.descending ? -1 : 1
  for (const key of [...keys[filter.orderBy], 'id'] as const) {
    if (one[key] !== other[key]) return (one[key] < other[key] ? -1 : 1) * direction
  }
  return 0
}
