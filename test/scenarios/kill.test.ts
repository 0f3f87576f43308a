import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type Lab, startLab } from '../../lab/index.ts'
import { type Acknowledged, keepBusy } from '../support/customers.ts'
import { judgePlatform, settled, type Query } from '../support/judge-platform.ts'
import { newCsr } from '../support/keys.ts'
import { type NodeProcess, nodeProcess } from '../support/node-process.ts'
import { pauses } from '../support/pauses.ts'
import { alice } from '../support/test-app.ts'

const kills = 50

describe(`a platform that is killed ${kills} times under load`, () => {
  let lab: Lab
  let node: NodeProcess
  let dataDir = ''
  let acknowledged: Acknowledged
  let query: Query

  before(async () => {
    lab = await startLab()
    dataDir = await mkdtemp(join(tmpdir(), 'reseal-kill-'))
    node = nodeProcess({
      ...lab.environment,
      RESEAL_LISTEN: '127.0.0.1:0',
      RESEAL_DATA_DIR: dataDir,
      RESEAL_PUBLIC_URL: 'http://reseal.example',
      RESEAL_LOG_LEVEL: 'error',
      RESEAL_BOOTSTRAP_ACCOUNT: `${alice.login}:${alice.password}:alice-api-key-1234`,
    })
    await node.start()
    const database = new DatabaseSync(join(dataDir, 'reseal.db'), { readOnly: true })
    query = async (sql) => database.prepare(sql).all()
  })
  after(async () => {
    await node.kill()
    await lab.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('comes back each time and settles everything within a minute', async () => {
    const csrs = await Promise.all(Array.from({ length: 20 }, () => newCsr('example.com')))
    const stop = new AbortController()
    const busy = keepBusy({ lab, csrs, url: node.url, customers: 6, signal: stop.signal })
    for (const pause of pauses(kills, 20, 400)) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      await node.kill()
      await node.start()
    }
    stop.abort()
    acknowledged = await busy
    await settled(query, acknowledged)
    assert.equal(await node.stop(), 0)
  })

  judgePlatform(() => ({ query, acknowledged }))
})
