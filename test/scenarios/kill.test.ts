import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type Lab, startLab } from '../../lab/index.ts'
import { type Acknowledged, keepBusy } from '../support/customers.ts'
import { newCsr } from '../support/keys.ts'
import { type NodeProcess, nodeProcess } from '../support/node-process.ts'
import { alice } from '../support/test-app.ts'

const kills = 50

describe(`a platform that is killed ${kills} times under load`, () => {
  let lab: Lab
  let node: NodeProcess | undefined
  let dataDir = ''
  before(async () => {
    lab = await startLab()
    dataDir = await mkdtemp(join(tmpdir(), 'reseal-kill-'))
  })
  after(async () => {
    await node?.kill()
    await lab.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  let acknowledged: Acknowledged
  let database: DatabaseSync
  const rows = (sql: string) => database.prepare(sql).all()

  it('comes back each time and settles everything within a minute', async () => {
    node = nodeProcess({
      ...lab.environment,
      RESEAL_LISTEN: '127.0.0.1:0',
      RESEAL_DATA_DIR: dataDir,
      RESEAL_PUBLIC_URL: 'http://reseal.example',
      RESEAL_LOG_LEVEL: 'error',
      RESEAL_BOOTSTRAP_ACCOUNT: `${alice.login}:${alice.password}:alice-api-key-1234`,
    })
    const csrs = await Promise.all(Array.from({ length: 20 }, () => newCsr('example.com')))
    const running = node
    await running.start()
    const stop = new AbortController()
    const busy = keepBusy({ lab, csrs, url: running.url, customers: 6, signal: stop.signal })
    let random = 7
    for (let kill = 0; kill < kills; kill++) {
      // A fixed sequence of pauses, as good as chance and the same in every run.
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
      await new Promise((resolve) => setTimeout(resolve, 20 + (random % 400)))
      await running.kill()
      await running.start()
    }
    stop.abort()
    acknowledged = await busy
    database = new DatabaseSync(join(dataDir, 'reseal.db'), { readOnly: true })
    await eventually(60_000, () => {
      const open = rows(openRequests).filter((row) => !lacksProof(row['challenge'], acknowledged))
      return open.length === 0 ? undefined : `still open: ${JSON.stringify(open.slice(0, 3))}`
    })
    assert.deepEqual(rows(unsettledOrders), [])
    assert.equal(await running.stop(), 0)
  })

  it('kept every acknowledged certificate, as it was handed out', () => {
    assert.ok(acknowledged.certificates.size > kills, `only ${acknowledged.certificates.size} were acknowledged`)
    const stored = new Map(rows('select id, der, chain_id from certificates').map((row) => [Number(row['id']), row]))
    const chains = new Map(
      rows('select id, certificate from authorities').map((row) => [row['id'], row['certificate']]),
    )
    const issuers = [...chains.values()].map((der) => new X509Certificate(der as Uint8Array))
    for (const [id, pem] of acknowledged.certificates) {
      const row = stored.get(Number(id.slice(2)))
      assert.ok(row?.['der'] instanceof Uint8Array, `${id} is lost`)
      const certificate = new X509Certificate(row['der'])
      if (pem !== '') assert.equal(certificate.fingerprint256, new X509Certificate(pem).fingerprint256, id)
      assert.ok(
        issuers.some((issuer) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)),
        id,
      )
    }
  })

  it('gave no serial twice, and recorded every one', () => {
    const numbers = rows('select serial_number from certificates where serial_number is not null').map(
      (row) => row['serial_number'],
    )
    assert.equal(new Set(numbers).size, numbers.length)
    const recorded = new Set(rows('select serial_number from serials').map((row) => row['serial_number']))
    assert.ok(numbers.every((number) => recorded.has(number)))
    assert.deepEqual(
      rows(`select issuance_key from serials s where tbs is not null and issuance_key like 'certificate:%'`),
      [],
    )
  })

  it('billed every order once', () => {
    assert.deepEqual(rows(`select order_id from ledger_entries group by order_id, component having count(*) <> 1`), [])
    assert.deepEqual(rows(`select id from orders where id not in (select order_id from ledger_entries)`), [])
    const [sum] = rows('select coalesce(sum(net + vat), 0) as gross from ledger_entries')
    const [account] = rows(`select balance from accounts where login = 'alice'`)
    assert.equal(account?.['balance'], -Number(sum?.['gross']))
  })

  it('told every end in exactly one event', () => {
    const missing = rows(`select c.id from certificates c where c.status in ('valid', 'revoked') and
      (select count(*) from events e where e.certificate_id = c.id and e.kind <> 'close') <> 1`)
    assert.deepEqual(missing, [])
    const closed = rows(`select c.id from certificates c where c.status = 'revoked' and
      (select count(*) from events e where e.certificate_id = c.id and e.kind = 'close') <> 1`)
    assert.deepEqual(closed, [])
  })

  it('revoked what it said it revoked', () => {
    for (const id of acknowledged.revoked) {
      const [row] = rows(`select status from certificates where id = ${Number(id.slice(2))}`)
      assert.equal(row?.['status'], 'revoked', id)
    }
  })
})

/** What is under way, with the challenge that a pending request waits for. */
const openRequests = `
  select c.id, c.status, c.problem, (select proof from challenges h where h.certificate_id = c.id and h.status = 'pending') as challenge
  from certificates c where c.status in ('pending', 'issuing', 'revoking')`

/** An order may be open only while its request waits for a proof. */
const unsettledOrders = `
  select id from orders o where status not in ('valid', 'revoked')
  and not exists (select 1 from certificates c where c.order_id = o.id and c.status = 'pending')`

/** The customer never saw the answer that told what to publish, so nobody published it: the proof is open, by name. */
function lacksProof(challenge: unknown, { published }: Acknowledged): boolean {
  if (typeof challenge !== 'string') return false
  const { token } = JSON.parse(challenge) as { token: string }
  return !published.has(token)
}

async function eventually(milliseconds: number, problem: () => string | undefined): Promise<void> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    const found = problem()
    if (found === undefined) return
    if (performance.now() > deadline) assert.fail(found)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
