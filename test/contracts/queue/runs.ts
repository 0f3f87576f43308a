import assert from 'node:assert/strict'
import { afterEach, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningJob } from '../../../src/core/index.ts'
import type { DatabaseOptions } from '../../../src/storage/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { handlers, job, openQueue, until } from '../../support/queue-rig.ts'
import { newAccount } from '../../support/storage-rows.ts'

export function runSuite(kind: TestDatabase): void {
  describe('running jobs', () => {
    let database: DatabaseOptions
    let node: Awaited<ReturnType<typeof openQueue>>
    const started = async () => {
      node = await openQueue(database)
      return node
    }
    before(async () => {
      database = await kind.create()
    })
    afterEach(() => node.end())

    it('runs a job with its payload, once, after the transaction that made it', async () => {
      const { enqueue, queue } = await started()
      const runs: RunningJob[] = []
      await queue.start(handlers({ 'publish-crl': async (running) => void runs.push(running) }))
      await enqueue(job('a'))
      await until('the job ran', () => runs.length > 0)
      await sleep(150)
      assert.equal(runs.length, 1)
      const { kind: kindOfJob, key, payload, attempt } = runs[0] as RunningJob
      assert.deepEqual(
        { kindOfJob, key, payload, attempt },
        { kindOfJob: 'publish-crl', key: 'a', payload: { caId: 'a' }, attempt: 1 },
      )
    })

    it('runs no job of a transaction that was rolled back', async () => {
      const { enqueue, queue, storage } = await started()
      const runs: string[] = []
      await queue.start(handlers({ 'publish-crl': async ({ key }) => void runs.push(key) }))
      const failing = storage.transaction(async (tx) => {
        await tx.jobs.enqueue(job('rolled back'))
        throw new Error('no')
      })
      await assert.rejects(failing)
      await enqueue(job('committed'))
      await until('a job ran', () => runs.length > 0)
      assert.deepEqual(runs, ['committed'])
    })

    it('waits until a job is due, and moves it forward for an earlier one with its key', async () => {
      const { enqueue, queue } = await started()
      const runs: [string, number][] = []
      const begin = Date.now()
      await queue.start(handlers({ 'publish-crl': async ({ key }) => void runs.push([key, Date.now() - begin]) }))
      await enqueue(job('soon', begin + 400), job('moved', begin + 3_600_000))
      await enqueue(job('moved', begin + 7_200_000))
      await enqueue(job('moved', begin + 450))
      await until('both ran', () => runs.length === 2)
      for (const [key, at] of runs) assert.ok(at >= 380, `${key} ran after ${at} ms`)
    })

    it('has one job of a key, whoever enqueues it how often', async () => {
      const { enqueue, queue } = await started()
      const runs: string[] = []
      await Promise.all(Array.from({ length: 20 }, () => enqueue(job('one', Date.now() + 300))))
      await queue.start(handlers({ 'publish-crl': async ({ key }) => void runs.push(key) }))
      await until('it ran', () => runs.length > 0)
      await sleep(150)
      assert.deepEqual(runs, ['one'])
    })

    it('runs a job again that was asked for while it ran, and never twice at once', async () => {
      const { enqueue, queue } = await started()
      let running = 0
      let most = 0
      let runs = 0
      const handler = async () => {
        most = Math.max(most, ++running)
        if (++runs === 1) await enqueue(job('busy'), job('busy', Date.now() + 3_600_000))
        await sleep(120)
        running--
        return undefined
      }
      await queue.start(handlers({ 'publish-crl': handler }))
      await enqueue(job('busy'))
      await until('it ran twice', () => runs === 2)
      await sleep(300)
      assert.deepEqual({ runs, most }, { runs: 2, most: 1 })
    })

    it('runs again at the time that the handler says, as a first attempt', async () => {
      const { enqueue, queue } = await started()
      const attempts: number[] = []
      const handler = async ({ attempt }: RunningJob) => {
        attempts.push(attempt)
        return attempts.length < 3 ? { again: Date.now() + 30 } : ({ done: true } as const)
      }
      await queue.start(handlers({ 'publish-crl': handler }))
      await enqueue(job('again'))
      await until('it ran three times', () => attempts.length === 3)
      assert.deepEqual(attempts, [1, 1, 1])
    })

    it('commits an effect together with the end of the job', async () => {
      const { enqueue, queue, storage } = await started()
      const account = newAccount()
      const outcomes: unknown[] = []
      await queue.start(
        handlers({
          'publish-crl': async (_, control) => {
            const outcome = await control.commit(async (tx) => {
              await tx.accounts.insert(account)
              return { done: true }
            })
            await assert.rejects(
              control.commit(async () => ({ done: true })),
              /once/,
            )
            outcomes.push(outcome)
            return outcome
          },
        }),
      )
      await enqueue(job('effect'))
      await until('it ended', () => outcomes.length === 1)
      assert.deepEqual(outcomes, [{ done: true }])
      assert.ok(await storage.reader.accounts.byLogin(account.login))
      assert.deepEqual(await queue.dead(10), [])
    })

    it('takes a waiting job out', async () => {
      const { enqueue, queue, storage } = await started()
      const runs: string[] = []
      await enqueue(job('removed'), job('kept'))
      await storage.transaction((tx) => tx.jobs.remove('publish-crl', 'removed'))
      await queue.start(handlers({ 'publish-crl': async ({ key }) => void runs.push(key) }))
      await until('the other ran', () => runs.length > 0)
      await sleep(100)
      assert.deepEqual(runs, ['kept'])
    })

    it('runs no more jobs at once than it may', async () => {
      await started()
      await node.end()
      node = await openQueue(database, { queue: { pollMs: 50, concurrency: 3 } })
      let running = 0
      let most = 0
      let runs = 0
      const handler = async () => {
        most = Math.max(most, ++running)
        await sleep(20)
        running--
        runs++
        return undefined
      }
      await node.queue.start(handlers({ 'publish-crl': handler }))
      await node.enqueue(...Array.from({ length: 12 }, (_, index) => job(`many ${index}`)))
      await until('all ran', () => runs === 12)
      assert.equal(most, 3)
    })

    it('lets running handlers end when it stops, and gives back what they could not finish', async () => {
      const { enqueue, queue } = await started()
      const ended: string[] = []
      const handler = async ({ key }: RunningJob, { signal }: { signal: AbortSignal }) => {
        if (key === 'short') await sleep(50)
        else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
        ended.push(key)
        return undefined
      }
      await queue.start(handlers({ 'publish-crl': handler }))
      await enqueue(job('short'), job('endless'))
      await sleep(150)
      await enqueue(job('short'))
      await sleep(60)
      const begin = performance.now()
      await queue.stop(400)
      assert.ok(performance.now() - begin < 900)
      assert.ok(ended.includes('short') && !ended.includes('endless'))
      await node.end()

      const later: RunningJob[] = []
      await (await started()).queue.start(handlers({ 'publish-crl': async (running) => void later.push(running) }))
      await until('it was given back', () => later.some(({ key }) => key === 'endless'))
    })
  })
}
