import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { minute } from '../../src/core/index.ts'
import { firstValue } from '../../src/protocols/centralnic/index.ts'
import { parseCertificate, parseCrl } from '../../src/x509/index.ts'
import { dyingStorage } from '../support/dying-storage.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { newCsr, type TestCsr } from '../support/keys.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

/** What a customer does while the process dies; returns what was acknowledged. */
type Act = (app: TestApp, csr: TestCsr, clock: FakeClock) => Promise<string | undefined>

describe('a process that dies between any two steps', () => {
  let template = ''
  let issued = ''
  let csr: TestCsr
  const start = Date.parse('2026-11-23T12:00:00Z')

  before(async () => {
    // One order with an issued certificate, made once and copied for each death.
    template = await mkdtemp(join(tmpdir(), 'reseal-crash-'))
    csr = await newCsr('example.com')
    const clock = fakeClock(start)
    const { app } = await open(template, clock)
    issued = await order(app, csr)
    await becomesActive(app, issued, clock)
    await app.close()
  })
  after(() => rm(template, { recursive: true, force: true }))

  const acts: readonly (readonly [string, number, Act])[] = [
    // The number is how many transactions the act has at least: fewer would mean that the test looks past them.
    [
      'reissuing a proven order',
      3,
      async (app, { lines }) => certificate(await app.call('ReissueCertificate', { certificate: issued, csr: lines })),
    ],
    ['ordering what is proven already', 3, (app, request) => order(app, request)],
    [
      'ordering what is proven later',
      5,
      async (app, request, clock) => {
        const id = await order(app, request, 'example.org')
        await becomesActive(app, id, clock)
        return id
      },
    ],
    [
      'revoking a certificate',
      3,
      async (app) => ((await app.call('RevokeCertificate', { certificate: issued })).code === 200 ? issued : undefined),
    ],
  ]

  for (const [name, least, act] of acts) {
    it(`leaves nothing half-done: ${name}`, async () => {
      let deaths = 0
      for (let at = 1; ; at++) {
        let died = false
        for (const moment of ['before', 'after'] as const) died = (await dieAndRecover(act, at, moment)) || died
        if (!died) break
        deaths++
      }
      assert.ok(deaths >= least, `it died at ${deaths} transactions only`)
    })
  }

  async function dieAndRecover(act: Act, at: number, moment: 'before' | 'after'): Promise<boolean> {
    const dataDir = await mkdtemp(join(tmpdir(), 'reseal-crash-'))
    await cp(template, dataDir, { recursive: true })
    const clock = fakeClock(start + minute)
    const dying = dyingStorage()
    const first = await open(dataDir, clock, dying.wrap)
    dying.arm(at, moment)
    const acting = act(first.app, csr, clock).catch(() => undefined)
    const acknowledged = await Promise.race([acting, dying.death])
    await first.app.close()

    const second = await open(dataDir, clock)
    clock.advance(minute)
    await settled(second.app, clock)
    await judge(second.app, typeof acknowledged === 'string' ? acknowledged : undefined, `${moment} transaction ${at}`)
    await second.app.close()
    await rm(dataDir, { recursive: true, force: true })
    return dying.dead()
  }
})

async function open(dataDir: string, clock: FakeClock, storage?: ReturnType<typeof dyingStorage>['wrap']) {
  const validator = fakeValidator()
  validator.met.add('*')
  return { app: await startTestApp({ dataDir, clock, validator, ...(storage ? { storage } : {}) }) }
}

async function order(app: TestApp, { lines }: TestCsr, domain = 'example.com', scope = 'base'): Promise<string> {
  const answer = await app.call('AddCertificate', {
    class: 'ssl123dv',
    dcvmethod: 'dns-txt',
    dcvscope: scope,
    noautofilldomains: '1',
    domain0: domain,
    csr: lines,
  })
  if (answer.code !== 200) throw new Error(answer.description)
  return firstValue(answer, 'certificate') ?? ''
}

/** Time has to pass for a challenge to be tried. */
async function becomesActive(app: TestApp, id: string, clock: FakeClock): Promise<void> {
  await app.eventually(async () => {
    clock.advance(500)
    return (await status(app, id)) === 'active' ? true : undefined
  })
}

function certificate(answer: Awaited<ReturnType<TestApp['call']>>): string | undefined {
  return answer.code === 200 ? firstValue(answer, 'certificate') : undefined
}

async function status(app: TestApp, id: string): Promise<string | undefined> {
  return firstValue(await app.call('StatusCertificate', { certificate: id }), 'status')
}

/** All of the database, read beside the running process. */
function rows(app: TestApp, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(app.dataDir, 'reseal.db'), { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** A minute after the restart nothing is under way: every proof is given in this world. */
async function settled(app: TestApp, clock: FakeClock): Promise<void> {
  await app.eventually(async () => {
    clock.advance(1_000)
    const open = rows(app, `select id from certificates where status in ('pending', 'issuing', 'revoking')`)
    const orders = rows(app, `select id from orders where status not in ('valid', 'revoked')`)
    return open.length + orders.length === 0 ? true : undefined
  })
}

async function judge(app: TestApp, acknowledged: string | undefined, when: string): Promise<void> {
  const certificates = rows(app, 'select id, order_id, status, serial_number from certificates')
  if (acknowledged !== undefined) {
    assert.ok(['active', 'revoked'].includes((await status(app, acknowledged)) ?? ''), `${when}: acknowledged and lost`)
  }
  const serials = rows(app, 'select serial_number, tbs, revoked_at from serials').filter((row) =>
    certificates.some((found) => found['serial_number'] === row['serial_number']),
  )
  assert.equal(
    new Set(certificates.map((row) => row['serial_number'])).size,
    certificates.length,
    `${when}: a serial twice`,
  )
  assert.equal(serials.length, certificates.length, `${when}: a certificate whose serial was not recorded`)
  assert.ok(
    serials.every((row) => row['tbs'] === null),
    `${when}: to-be-signed bytes left behind`,
  )

  const charges = rows(
    app,
    `select order_id, count(*) as n from ledger_entries where kind = 'charge' group by order_id`,
  )
  const orders = rows(app, 'select id from orders')
  assert.equal(charges.length, orders.length, `${when}: an order without its bill`)
  assert.ok(
    charges.every((row) => row['n'] === 1),
    `${when}: billed twice`,
  )

  for (const row of certificates) {
    const events = rows(app, `select kind from events where certificate_id = ${String(row['id'])}`)
    const expected = row['status'] === 'revoked' ? 2 : 1
    assert.equal(events.length, expected, `${when}: events of ${String(row['id'])}`)
    if (row['status'] !== 'revoked') continue
    const found = await app.call('StatusCertificate', { certificate: `DK${String(row['id']).padStart(8, '0')}` })
    const leaf = parseCertificate(Buffer.from((found.properties.get('cert') ?? []).slice(1, -1).join(''), 'base64'))
    const path = new URL(leaf.cRLDistributionPoints?.[0]?.urls[0] ?? '').pathname
    await app.eventually(async () => {
      const crl = parseCrl(Buffer.from(await (await fetch(`${app.url}${path}`)).arrayBuffer()))
      return [...crl.revoked].some(({ serialNumber }) => serialNumber === leaf.serialNumber) ? true : undefined
    })
  }
}
