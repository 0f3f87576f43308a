import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Pool, types } from 'pg'
import { type Lab, startLab } from '../../lab/index.ts'
import { type Acknowledged, keepBusy } from '../support/customers.ts'
import { judgePlatform, type Query, settled } from '../support/judge-platform.ts'
import { newCsr } from '../support/keys.ts'
import { type NodeProcess, nodeProcess } from '../support/node-process.ts'
import { pauses } from '../support/pauses.ts'
import { noPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { alice } from '../support/test-app.ts'

const kills = 16

describe(`two nodes on one PostgreSQL, one or the other killed ${kills} times`, { skip: noPostgres ?? false }, () => {
  let lab: Lab
  let postgres: TestPostgres
  let nodes: readonly NodeProcess[] = []
  let pool: Pool
  let acknowledged: Acknowledged
  let query: Query

  before(async () => {
    lab = await startLab()
    postgres = await startPostgres()
    const url = await postgres.createDatabase()
    const environment = {
      ...lab.environment,
      RESEAL_LISTEN: '127.0.0.1:0',
      RESEAL_DATABASE_URL: url,
      RESEAL_CA_PASSPHRASE: 'two-nodes-share-this',
      RESEAL_PUBLIC_URL: 'http://reseal.example',
      RESEAL_LOG_LEVEL: 'error',
      RESEAL_BOOTSTRAP_ACCOUNT: `${alice.login}:${alice.password}:alice-api-key-1234`,
    }
    nodes = [nodeProcess(environment), nodeProcess(environment)]
    // Both at once, on an empty database: one schema, one root, one account.
    await Promise.all(nodes.map((node) => node.start()))
    pool = new Pool({ connectionString: url })
    types.setTypeParser(20, Number)
    query = async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows
  })
  after(async () => {
    await pool?.end()
    await Promise.all(nodes.map((node) => node.kill()))
    await postgres?.stop()
    await lab?.close()
  })

  it('made one root and one set of issuing CAs', async () => {
    const roots = await query('select id from authorities where parent_id is null')
    assert.equal(roots.length, 1)
  })

  it('does the same work without doing any twice, whoever dies', async () => {
    const csrs = await Promise.all(Array.from({ length: 20 }, () => newCsr('example.com')))
    const stop = new AbortController()
    let turn = 0
    const url = () => nodes[turn++ % nodes.length]?.url() ?? ''
    const busy = keepBusy({ lab, csrs, url, customers: 6, signal: stop.signal })
    let victim = 0
    for (const pause of pauses(kills, 100, 600)) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      const node = nodes[victim++ % nodes.length]
      await node?.kill()
      await node?.start()
    }
    stop.abort()
    acknowledged = await busy
    await settled(query, acknowledged, async () => {
      const jobs =
        await query(`select name, state, singleton_key, retry_count, start_after, heartbeat_on, started_on, now(), output
        from pgboss.job where state <> 'completed' order by created_on limit 12`)
      return `; jobs: ${JSON.stringify(jobs)}; nodes: ${nodes.map((node) => node.output().slice(-1_500)).join(' | ')}`
    })
    for (const node of nodes) assert.equal(await node.stop(), 0)
  })

  judgePlatform(() => ({ query, acknowledged }))
})
