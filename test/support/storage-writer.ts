import { writeSync } from 'node:fs'
import { openStorage } from '../../src/storage/index.ts'
import { realClock, silent } from './databases.ts'
import { newAccount, newOrder } from './storage-rows.ts'

// Started by storage-crash.test.ts and killed: writes as fast as it can and says what was acknowledged.
const database = JSON.parse(process.argv[2] ?? '') as Parameters<typeof openStorage>[0]['database']
const { storage } = await openStorage({ database, clock: realClock, logger: silent, nodeId: 'writer' })

async function write(): Promise<never> {
  for (let round = 0; ; round++) {
    const login = `${process.pid}-${Math.random()}`
    const orderId = await storage.transaction(async (tx) => {
      const accountId = await tx.accounts.insert(newAccount({ login, apiKeyHash: login }))
      if (round % 5 === 4) return undefined
      return tx.orders.insert(newOrder(accountId, { createdBy: login }))
    })
    writeSync(1, `${login} ${orderId ?? '-'}\n`)
  }
}

await Promise.all(Array.from({ length: 64 }, write))
