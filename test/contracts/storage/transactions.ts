import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Transaction } from '../../../src/storage/index.ts'
import { contentHash, open, type TestDatabase } from '../../support/databases.ts'
import { newAccount, newAuthority, newCertificate, newSerial, seed, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function transactionSuite(kind: TestDatabase): void {
  describe('transactions', () => {
    const own = opened(kind)
    const { reader, write } = own
    const hash = () => contentHash(kind, own.database())

    it('leaves nothing of a work that throws, whatever it wrote', async () => {
      await write((tx) => tx.authorities.insert(newAuthority('ca')))
      const before = await hash()
      const failure = new Error('no')
      const work = async (tx: Transaction) => {
        const { accountId, certificateId, orderId } = await seed(tx)
        await tx.serials.insert(newSerial('ca'))
        await tx.accounts.charge(accountId, 100)
        const event = { accountId, certificateId, orderId, kind: 'request', outcome: 'failed', info: '' } as const
        await tx.events.insert({ ...event, createdAt: t0 })
        await tx.jobs.enqueue({ kind: 'settle-certificate', key: 'x', payload: { certificateId }, runAt: t0 })
        throw failure
      }
      await assert.rejects(write(work), (error) => error === failure)
      assert.equal(await hash(), before)
    })

    it('sees its own writes, and nobody else sees them before the commit', async () => {
      const account = newAccount()
      let seenOutside: unknown = 'not asked'
      await write(async (tx) => {
        const id = await tx.accounts.insert(account)
        assert.equal((await tx.accounts.byId(id))?.login, account.login)
        tx.afterCommit(() => {
          seenOutside = 'committed'
        })
        assert.equal(seenOutside, 'not asked')
      })
      assert.equal(seenOutside, 'committed')
      assert.notEqual(await reader().accounts.byLogin(account.login), undefined)
    })

    it('runs no action after a rollback', async () => {
      let ran = false
      await assert.rejects(
        write(async (tx) => {
          tx.afterCommit(() => {
            ran = true
          })
          throw new Error('no')
        }),
      )
      assert.equal(ran, false)
    })

    it('commits even if an action after the commit throws', async () => {
      const account = newAccount()
      await write(async (tx) => {
        await tx.accounts.insert(account)
        tx.afterCommit(() => {
          throw new Error('of the action')
        })
      })
      assert.notEqual(await reader().accounts.byLogin(account.login), undefined)
    })

    it('does not commit after a failed statement, even if the work swallows the error', async () => {
      const account = newAccount()
      await write((tx) => tx.accounts.insert(account))
      const before = await hash()
      await assert.rejects(
        write(async (tx) => {
          await tx.accounts.insert(newAccount())
          await tx.accounts.insert(account).catch(() => undefined)
        }),
        { kind: 'conflict' },
      )
      await assert.rejects(
        write(async (tx) => {
          await tx.accounts.insert(account).catch(() => undefined)
          await tx.accounts.insert(newAccount())
        }),
        /after one of its statements failed/,
      )
      assert.equal(await hash(), before)
    })

    it('keeps a row that another refers to from missing', async () => {
      await assert.rejects(
        write((tx) => tx.certificates.insert(newCertificate(1, 1))),
        (error: Error) => error.name !== 'ServiceError' && /foreign key/i.test(error.message),
      )
    })

    it('refuses the reader and a transaction inside a transaction', async () => {
      await assert.rejects(
        write(() => reader().accounts.any()),
        /The reader was used inside/,
      )
      await assert.rejects(
        write(() => write(async () => undefined)),
        /Storage.transaction was used inside/,
      )
    })

    it('does not commit what used the reader inside, even if the work swallows the error', async () => {
      const account = newAccount()
      await assert.rejects(
        write(async (tx) => {
          await tx.accounts.insert(account)
          await reader()
            .accounts.any()
            .catch(() => undefined)
        }),
        /The reader was used inside/,
      )
      assert.equal(await reader().accounts.byLogin(account.login), undefined)
    })

    it('refuses a transaction outside its work, and after it ended', async () => {
      let leaked: Transaction | undefined
      let late: Promise<unknown> = Promise.resolve()
      await write(async (tx) => {
        leaked = tx
        late = new Promise((resolve) => setTimeout(resolve, 20)).then(() => tx.accounts.any())
        late.catch(() => undefined)
        await tx.accounts.any()
      })
      assert.ok(leaked)
      await assert.rejects(leaked.accounts.any(), /outside its work/)
      await assert.rejects(late, /after its work ended/)
    })

    it('lets code that a work started use the reader once the work ended', async () => {
      let later: Promise<boolean> = Promise.resolve(false)
      await write(async (tx) => {
        later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => reader().accounts.any())
        await tx.accounts.any()
      })
      assert.equal(await later, true)
    })

    it('answers many transactions at once, each with its own result', async () => {
      const logins = await Promise.all(
        Array.from({ length: 200 }, async () => {
          const account = newAccount()
          const id = await write((tx) => tx.accounts.insert(account))
          return [id, account.login] as const
        }),
      )
      for (const [id, login] of logins.slice(0, 20)) assert.equal((await reader().accounts.byId(id))?.login, login)
      assert.equal(new Set(logins.map(([id]) => id)).size, 200)
    })

    it('answers a ping', async () => {
      await own.storage().ping()
    })

    it('takes nothing more once it is closed, and what was answered is there when it is opened again', async () => {
      const database = await kind.create()
      const first = await open(database)
      const account = newAccount()
      const pending = first.storage.transaction((tx) => tx.accounts.insert(account))
      await pending
      await first.storage.close()
      await assert.rejects(first.storage.transaction((tx) => tx.accounts.insert(newAccount())))
      const second = await open(database)
      assert.notEqual(await second.storage.reader.accounts.byLogin(account.login), undefined)
      await second.storage.close()
    })

    it('is migrated once by several nodes that start at the same moment', async () => {
      const database = await kind.create()
      const nodes = await Promise.all(['a', 'b', 'c'].map((nodeId) => open(database, { nodeId })))
      const applied = await kind.query(database, 'select name from migrations')
      assert.equal(applied.length, new Set(applied.map((row) => row['name'])).size)
      await Promise.all(nodes.map(({ storage }) => storage.transaction((tx) => tx.accounts.insert(newAccount()))))
      await Promise.all(nodes.map(({ storage }) => storage.close()))
    })

    it('does not start on a database of another version', async () => {
      const database = await kind.create()
      await (await open(database)).storage.close()
      await kind.query(database, "update migrations set hash = 'other' returning name")
      await assert.rejects(open(database), /is not the one of this version/)
      await kind.query(database, "update migrations set name = '9999-later', hash = 'x' returning name")
      await assert.rejects(open(database))
    })
  })
}
