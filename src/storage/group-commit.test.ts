import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { GroupCommit } from './group-commit.ts'
import { openReader, openWriter, type SqliteConnection, waitBriefly } from './sqlite-connection.ts'
import { TransactionScopes } from './transaction-scope.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe('group commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-group-'))
  const file = join(folder, 'x.sqlite')
  const writer = openWriter(file)
  writer.database.exec('create table t (n integer primary key)')
  waitBriefly(writer)
  const reader = openReader(file)
  const commits = new GroupCommit(writer, new TransactionScopes<SqliteConnection>(), silent)
  after(() => {
    reader.database.close()
    writer.database.close()
    rmSync(folder, { recursive: true })
  })

  const insert = (n: number) => async () => {
    writer.database.prepare('insert into t values (?)').run(n)
  }
  const rows = () =>
    reader.database
      .prepare('select n from t order by n')
      .all()
      .map((row) => row['n'])

  it('answers nobody before the commit', async () => {
    const seen: unknown[] = []
    const answered = [1, 2, 3].map((n) => commits.submit(insert(n)).then(() => seen.push(...rows())))
    await Promise.all(answered)
    assert.deepEqual(seen, [1, 2, 3, 1, 2, 3, 1, 2, 3])
  })

  it('runs one work after another, never two at once', async () => {
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      for (let index = 0; index < 20; index++) await Promise.resolve()
      running--
    }
    await Promise.all(Array.from({ length: 50 }, () => commits.submit(work)))
    assert.equal(most, 1)
  })

  it('undoes only the work that throws', async () => {
    const failing = async () => {
      await insert(11)()
      throw new Error('no')
    }
    const results = await Promise.allSettled([
      commits.submit(insert(10)),
      commits.submit(failing),
      commits.submit(insert(12)),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(rows().slice(-2), [10, 12])
  })

  it('gives up a work that waits for a timer, and goes on with the group', async () => {
    const slow = async () => {
      await insert(21)()
      await sleep(200)
      await insert(22)()
    }
    const results = await Promise.allSettled([
      commits.submit(insert(20)),
      commits.submit(slow),
      commits.submit(insert(23)),
    ])
    assert.deepEqual(
      results.map((result) => (result.status === 'rejected' ? String(result.reason) : result.status)),
      [
        'fulfilled',
        'Error: A transaction waited for something other than its transaction (a timer, the network, a file): it was rolled back.',
        'fulfilled',
      ],
    )
    assert.deepEqual(rows().slice(-2), [20, 23])
  })

  it('rejects the whole group when SQLite rolled it back by itself', async () => {
    const destroying = async () => {
      await insert(31)()
      writer.database.exec('rollback')
    }
    const before = rows()
    const [first, second] = await Promise.allSettled([commits.submit(insert(30)), commits.submit(destroying)])
    assert.equal(first?.status, 'rejected')
    assert.equal(second?.status, 'rejected')
    assert.deepEqual(rows(), before)
    await commits.submit(insert(32))
    assert.deepEqual(rows().slice(-1), [32])
  })

  it('rejects the whole group when the commit fails', async () => {
    writer.database.exec('create table parent (n integer primary key)')
    writer.database.exec('create table child (n integer references parent (n) deferrable initially deferred)')
    const orphan = async () => {
      writer.database.exec('insert into child values (7)')
    }
    const results = await Promise.allSettled([commits.submit(insert(40)), commits.submit(orphan)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assert.equal(rows().includes(40), false)
    await commits.submit(insert(41))
    assert.equal(rows().includes(41), true)
  })

  it('waits for another process that holds the lock', async () => {
    const other = openWriter(file)
    other.database.exec('begin immediate')
    const waiting = commits.submit(insert(50))
    setTimeout(() => other.database.exec('commit'), 30)
    await waiting
    other.database.close()
    assert.equal(rows().includes(50), true)
  })
})
