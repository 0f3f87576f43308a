import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { DatabaseOptions } from '../../src/storage/index.ts'
import { open, sqlite, testDatabases } from '../support/databases.ts'
import { newAccount } from '../support/storage-rows.ts'

describe('storage that is interrupted', () => {
  for (const kind of testDatabases()) {
    it(`has every acknowledged row after kill -9 on ${kind.name}`, { skip: kind.skip ?? false }, async () => {
      const database = await kind.create()
      await (await open(database)).storage.close()
      const acknowledged: string[] = []
      for (let round = 0; round < 3; round++) acknowledged.push(...(await writeAndKill(database, 250 + round * 70)))
      assert.ok(acknowledged.length > 100, `only ${acknowledged.length} were acknowledged`)

      const accounts = new Set((await kind.query(database, 'select login from accounts')).map((row) => row['login']))
      const orders = await kind.query(database, 'select id, created_by from orders')
      const orderIds = new Map(orders.map((row) => [String(row['created_by']), String(row['id'])]))
      for (const line of acknowledged) {
        const [login = '', orderId = ''] = line.split(' ')
        assert.ok(accounts.has(login), `${login} is lost`)
        if (orderId !== '-') assert.equal(orderIds.get(login), orderId)
      }
      // No half of a transaction either: an order comes with its account.
      for (const login of orderIds.keys()) assert.ok(accounts.has(login))
      if (kind.name === 'SQLite') {
        assert.deepEqual(Object.values((await kind.query(database, 'pragma integrity_check'))[0] ?? {}), ['ok'])
      }
    })
    after(() => kind.dispose())
  }
})

describe('storage on SQLite', () => {
  const kind = sqlite()
  after(() => kind.dispose())

  it('has exactly what was acknowledged, of a thousand transactions at once of which some throw', async () => {
    const database = await kind.create()
    const throwing = fc.array(fc.constantFrom('before', 'between', 'swallowed', 'never', 'never'), {
      minLength: 1_000,
      maxLength: 1_000,
    })
    await fc.assert(
      fc.asyncProperty(throwing, async (plan) => {
        const { storage } = await open(database)
        const expected = new Set((await kind.query(database, 'select login from accounts')).map((row) => row['login']))
        await Promise.all(
          plan.map(async (fails) => {
            const [first, second] = [newAccount(), newAccount()]
            const written = await storage
              .transaction(async (tx) => {
                if (fails === 'before') throw new Error('before')
                await tx.accounts.insert(first)
                if (fails === 'between') throw new Error('between')
                if (fails === 'swallowed') await tx.accounts.insert(first).catch(() => undefined)
                await tx.accounts.insert(second)
              })
              .then(
                () => true,
                () => false,
              )
            assert.equal(written, fails === 'never')
            if (written) for (const { login } of [first, second]) expected.add(login)
          }),
        )
        await storage.close()
        const found = await kind.query(database, 'select login from accounts')
        assert.deepEqual(new Set(found.map((row) => row['login'])), expected)
      }),
      { numRuns: 5 },
    )
  })

  it('is readable by its owner alone', async () => {
    const database = await kind.create()
    assert.ok(database.kind === 'sqlite')
    const { storage } = await open(database)
    assert.equal(statSync(dirname(database.file)).mode & 0o777, 0o700)
    for (const suffix of ['', '-wal', '-shm']) assert.equal(statSync(database.file + suffix).mode & 0o777, 0o600)
    await storage.close()
  })

  it('may be written by two processes, as the command line does beside the server', async () => {
    const database = await kind.create()
    const [server, cli] = [await open(database), await open(database)]
    const logins = Array.from({ length: 200 }, () => newAccount())
    await Promise.all(
      logins.map((account, index) =>
        (index % 2 === 0 ? server : cli).storage.transaction((tx) => tx.accounts.insert(account)),
      ),
    )
    for (const { login } of logins) assert.ok(await server.storage.reader.accounts.byLogin(login))
    await server.storage.close()
    await cli.storage.close()
  })
})

/** What a process had acknowledged before it was killed. */
async function writeAndKill(database: DatabaseOptions, milliseconds: number): Promise<readonly string[]> {
  const script = new URL('../support/storage-writer.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, JSON.stringify(database)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      resolve()
    })
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  await started
  await sleep(milliseconds)
  child.kill('SIGKILL')
  await ended
  return output.split('\n').slice(0, -1)
}
