import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseOptions } from '../../../src/storage/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { handlers, job, openQueue, sweeping, until } from '../../support/queue-rig.ts'
import { newAccount } from '../../support/storage-rows.ts'

export function nodeSuite(kind: TestDatabase): void {
  describe('several nodes', () => {
    it('runs a sweep on one node at a time, again and again, and at every start', async () => {
      const database = await kind.create()
      let running = 0
      let most = 0
      const runs: string[] = []
      const started = async (nodeId: string) => {
        const node = await openQueue(database, { nodeId })
        const sweep = async () => {
          most = Math.max(most, ++running)
          await sleep(30)
          running--
          runs.push(nodeId)
          return undefined
        }
        await node.queue.start(handlers({ sweep }), sweeping(80))
        return node
      }
      const nodes = await Promise.all(['a', 'b'].map(started))
      await until('it ran often', () => runs.length >= 6)
      assert.equal(most, 1)
      for (const node of nodes) await node.end()

      const before = runs.length
      const again = await started('c')
      await until('it ran at the start', () => runs.length > before)
      await again.end()
    })

    it('runs every job once between two nodes', async () => {
      const database = await kind.create()
      const runs: string[] = []
      const nodes = await Promise.all(
        ['a', 'b'].map(async (nodeId) => {
          const node = await openQueue(database, { nodeId })
          await node.queue.start(handlers({ 'publish-crl': async ({ key }) => void runs.push(key) }))
          return node
        }),
      )
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => (nodes[index % 2] as (typeof nodes)[0]).enqueue(job(`job ${index}`))),
      )
      await until('all ran', () => runs.length >= 60)
      await sleep(100)
      assert.equal(new Set(runs).size, runs.length)
      for (const node of nodes) await node.end()
    })

    it('has every effect exactly once when a worker is killed', { timeout: 60_000 }, async () => {
      const database = await kind.create()
      const node = await openQueue(database)
      const keys = Array.from({ length: 120 }, (_, index) => `effect ${index}`)
      await node.enqueue(...keys.map((key) => job(key)))
      const done = await workAndKill(database, 25)
      assert.ok(done >= 25 && done < keys.length, `${done} effects before the kill`)

      const doubled: string[] = []
      await node.queue.start(
        handlers({
          'publish-crl': async ({ key }, control) => {
            if ((await node.storage.reader.accounts.byLogin(key)) !== undefined) doubled.push(key)
            return control.commit(async (tx) => {
              await tx.accounts.insert(newAccount({ login: key, apiKeyHash: key }))
              return { done: true }
            })
          },
        }),
      )
      const effects = async () => (await kind.query(database, 'select login from accounts')).length
      await until('all effects are there', async () => (await effects()) === keys.length, 40_000)
      assert.deepEqual(doubled, [])
      assert.deepEqual(await node.queue.dead(10), [])
      await node.end()
    })
  })
}

/** Starts a worker in a process of its own, kills it after some effects, and says how many it had acknowledged. */
async function workAndKill(database: DatabaseOptions, effects: number): Promise<number> {
  const script = new URL('../../support/queue-worker.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, JSON.stringify(database)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let lines = 0
  const ended = new Promise((resolve) => child.on('close', resolve))
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1
    if (lines >= effects) child.kill('SIGKILL')
  })
  await ended
  return lines
}
