import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseOptions } from '../../src/storage/index.ts'
import { handlers, openQueue } from './queue-rig.ts'
import { newAccount } from './storage-rows.ts'

// Started by the queue's contract suite and killed: works on jobs, each with one effect in the database.
const database = JSON.parse(process.argv[2] ?? '') as DatabaseOptions
const node = await openQueue(database, { nodeId: 'killed' })
await node.queue.start(
  handlers({
    'publish-crl': async ({ key }, control) => {
      // In flight when the process is killed: another worker gets them when the lease ends.
      if (key.endsWith('7')) await sleep(60_000)
      const outcome = await control.commit(async (tx) => {
        await tx.accounts.insert(newAccount({ login: key, apiKeyHash: key }))
        return { done: true }
      })
      writeSync(1, `${key}\n`)
      await sleep(5)
      return outcome
    },
  }),
)
