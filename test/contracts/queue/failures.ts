import assert from 'node:assert/strict'
import { afterEach, before, describe, it } from 'node:test'
import type { DatabaseOptions } from '../../../src/storage/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { handlers, job, openQueue, sweeping, until } from '../../support/queue-rig.ts'
import { newAccount } from '../../support/storage-rows.ts'

export function failureSuite(kind: TestDatabase): void {
  describe('jobs that fail', () => {
    let database: DatabaseOptions
    let node: Awaited<ReturnType<typeof openQueue>>
    before(async () => {
      database = await kind.create()
    })
    afterEach(() => node.end())

    it('tries again later, with the next attempt, until it works', async () => {
      node = await openQueue(database)
      const runs: [attempt: number, at: number][] = []
      const handler = async ({ attempt }: { attempt: number }) => {
        runs.push([attempt, Date.now()])
        if (attempt < 3) throw new Error('not yet')
        return undefined
      }
      await node.queue.start(handlers({ 'publish-crl': handler }))
      await node.enqueue(job('flaky'))
      await until('it worked', () => runs.length === 3)
      assert.deepEqual(
        runs.map(([attempt]) => attempt),
        [1, 2, 3],
      )
      const [first = 0, second = 0, third = 0] = runs.map(([, at]) => at)
      assert.ok(second - first >= 9 && third - second >= 19, `${second - first} and ${third - second} ms`)
      assert.deepEqual(await node.queue.dead(10), [])
    })

    it('gives up after the last attempt, lists the dead job, and revives it on demand', async () => {
      node = await openQueue(database)
      let works = false
      let runs = 0
      const handler = async () => {
        runs++
        if (!works) throw new Error('broken for good')
        return undefined
      }
      await node.queue.start(handlers({ 'publish-crl': handler }))
      await node.enqueue(job('doomed'))
      await until('it died', async () => (await node.queue.dead(10)).length === 1)
      const [dead] = await node.queue.dead(10)
      assert.ok(dead)
      assert.deepEqual(
        [runs, dead.kind, dead.key, dead.payload, dead.attempts],
        [3, 'publish-crl', 'doomed', { caId: 'doomed' }, 3],
      )
      assert.match(dead.error, /broken for good/)
      assert.ok(Math.abs(dead.diedAt - Date.now()) < 60_000)

      works = true
      await node.enqueue(job('doomed', Date.now() + 3_600_000))
      assert.equal(await node.queue.revive(dead.id), false)
      await node.storage.transaction((tx) => tx.jobs.remove('publish-crl', 'doomed'))
      assert.equal(await node.queue.revive(dead.id), true)
      await until('it ran again', () => runs === 4)
      assert.deepEqual(await node.queue.dead(10), [])
      assert.equal(await node.queue.revive(dead.id), false)
    })

    it('keeps nothing of an effect that throws', async () => {
      node = await openQueue(database)
      const account = newAccount()
      let runs = 0
      await node.queue.start(
        handlers({
          'publish-crl': async (_, control) => {
            runs++
            return control.commit(async (tx) => {
              await tx.accounts.insert(account)
              if (runs === 1) throw new Error('after the effect')
              return { done: true }
            })
          },
        }),
      )
      await node.enqueue(job('effect'))
      await until(
        'it was written',
        async () => (await node.storage.reader.accounts.byLogin(account.login)) !== undefined,
      )
      assert.equal(runs, 2)
    })

    it('keeps nothing of the effect of a worker that lost its lease', async () => {
      node = await openQueue(database)
      const account = newAccount()
      const outcomes: string[] = []
      const steal = {
        SQLite: "update jobs set fence = fence + 1 where key = 'stolen' returning id",
        PostgreSQL: "update pgboss.job set retry_count = retry_count + 1 where singleton_key = 'stolen' returning id",
      }
      await node.queue.start(
        handlers({
          'publish-crl': async (_, control) => {
            if (outcomes.length === 0) assert.equal((await kind.query(database, steal[kind.name])).length, 1)
            const work = control.commit(async (tx) => {
              await tx.accounts.insert(account)
              return { done: true }
            })
            return work.catch((error: unknown) => {
              outcomes.push(String(error))
              throw error
            })
          },
        }),
      )
      await node.enqueue(job('stolen'))
      await until('it was refused', () => outcomes.length === 1)
      assert.match(outcomes[0] ?? '', /lease .* lost/)
      assert.equal(await node.storage.reader.accounts.byLogin(account.login), undefined)
      await node.storage.transaction((tx) => tx.jobs.remove('publish-crl', 'stolen'))
    })

    it('goes on with a sweep that fails again and again', async () => {
      node = await openQueue(database)
      let runs = 0
      const sweep = async () => {
        runs++
        throw new Error('sweep failed')
      }
      await node.queue.start(handlers({ 'publish-crl': async () => undefined, sweep }), sweeping(50))
      await until('it ran more often than other jobs may fail', () => runs > 5)
      assert.equal((await node.queue.dead(10)).filter((dead) => dead.kind === 'sweep').length, 0)
    })
  })
}
