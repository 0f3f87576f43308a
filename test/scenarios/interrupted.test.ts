import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { day, hour, minute } from '../../src/core/index.ts'
import {
  type DecodedResponse,
  decodeResponse,
  encodeRequest,
  firstValue,
} from '../../src/protocols/centralnic/index.ts'
import type { Storage } from '../../src/storage/index.ts'
import { dyingStorage } from '../support/dying-storage.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { newCsr, type TestCsr } from '../support/keys.ts'
import { alice, type CallParameters, startTestApp, type TestApp } from '../support/test-app.ts'

// What goes wrong between two steps and then goes on: a fault that passes, a long stop, a customer who is faster.

const noon = Date.parse('2026-11-23T12:00:00Z')
let csr: TestCsr
before(async () => {
  csr = await newCsr('example.com')
})

describe('a fault of the disk in the middle of a write with an Idempotency-Key', () => {
  let app: TestApp
  let failAt = Number.POSITIVE_INFINITY
  let seen = 0
  before(async () => {
    const validator = fakeValidator()
    validator.met.add('*')
    const clock = fakeClock(noon)
    app = await startTestApp({ clock, validator, storage: failing })
    await activated(app, clock, await order(app, 'example.com'))
  })
  after(() => app.close())

  const failing = (storage: Storage): Storage => ({
    ...storage,
    reader: storage.reader,
    transaction: (work) => {
      seen += 1
      return seen === failAt ? Promise.reject(new Error('disk I/O error')) : storage.transaction(work)
    },
  })
  const twice = async (key: string, at: number, command: string, parameters: CallParameters) => {
    seen = 0
    failAt = at
    await send(app, key, command, parameters)
    failAt = Number.POSITIVE_INFINITY
    return await send(app, key, command, parameters)
  }

  it('makes one order and one bill, wherever it strikes', async () => {
    for (let at = 1; at <= 6; at++) {
      const orders = count(app, 'orders')
      const answer = await twice(`add-${at}`, at, 'AddCertificate', parametersOf('example.com'))
      assert.equal(answer.code, 200, `transaction ${at}: ${answer.description}`)
      assert.equal(count(app, 'orders') - orders, 1, `transaction ${at}`)
      assert.equal(count(app, 'ledger_entries'), count(app, 'orders'), `transaction ${at}`)
    }
  })

  it('answers a revocation as done, once it is', async () => {
    for (let at = 1; at <= 5; at++) {
      const certificate = await order(app, 'example.com')
      const answer = await twice(`revoke-${at}`, at, 'RevokeCertificate', { certificate })
      assert.equal(answer.code, 200, `transaction ${at}: ${answer.description}`)
    }
  })
})

describe('a reissue that was recorded before a long stop', () => {
  for (const [label, start, gap] of [
    ['five days', noon, 5 * day],
    ['the night in which the rule changes', Date.parse('2027-03-14T23:55:00Z'), 10 * minute],
  ] as const) {
    it(`is not signed as it was recorded: ${label}`, async () => {
      const { app, clock } = await stoppedAfter(2, start, gap)
      await app.eventually(async () => {
        clock.advance(1_000)
        return rows(app, `select 1 from certificates where status in ('issuing', 'pending')`).length === 0
          ? true
          : undefined
      })
      const [newest] = rows(app, 'select status, not_before, not_after from certificates order by id desc limit 1')
      assert.equal(newest?.['status'], 'valid')
      assert.ok(clock.now() - Number(newest?.['not_before']) < hour, 'notBefore is within the hour of signing')
      const days = (Number(newest?.['not_after']) - Number(newest?.['not_before'])) / day
      assert.ok(days <= (clock.now() > Date.parse('2027-03-15T00:00:00Z') ? 99 : 199), `${days} days`)
      assert.equal(
        rows(app, `select 1 from serials where revoked_at is not null`).length,
        1,
        'the old serial is revoked',
      )
      await app.close()
      await rm(app.dataDir, { recursive: true, force: true })
    })
  }
})

describe('an intent whose name CAA forbids when it is found again', () => {
  it('waits like any other request: it can be replaced, and its order revoked', async () => {
    const { app, clock, forbidden } = await stoppedAfter(2, noon, 9 * hour, true)
    const issued = `DK${String(rows(app, 'select min(id) as id from certificates')[0]?.['id']).padStart(8, '0')}`
    await app.eventually(async () => {
      clock.advance(1_000)
      return rows(app, `select 1 from certificates where status = 'issuing'`).length === 0 ? true : undefined
    })
    const [waiting] = rows(app, `select problem from certificates where status = 'pending'`)
    assert.match(String(waiting?.['problem']), /CAA/)
    const again = await app.call('ReissueCertificate', { certificate: issued, csr: csr.lines })
    assert.equal(again.code, 200, again.description)
    const [serial] = rows(app, `select 1 from serials where revoked_at is not null and tbs is null`)
    assert.ok(serial, 'the serial that may have been signed for the replaced request is revoked')
    forbidden.clear()
    const revoked = await app.call('RevokeCertificateOrder', { certificateorder: issued.replace('DK', 'DKO') })
    assert.equal(revoked.code, 200, revoked.description)
    await app.close()
    await rm(app.dataDir, { recursive: true, force: true })
  })
})

describe('what happens while a request is being judged', () => {
  let app: TestApp
  let clock: FakeClock
  let beforeTransaction: (() => Promise<unknown>) | undefined
  before(async () => {
    clock = fakeClock(noon)
    const validator = fakeValidator()
    for (const name of ['example.com', 'example.net']) validator.met.add(name)
    const hooked = (storage: Storage): Storage => ({
      ...storage,
      reader: storage.reader,
      transaction: async (work) => {
        const hook = beforeTransaction
        beforeTransaction = undefined
        await hook?.()
        return await storage.transaction(work)
      },
    })
    app = await startTestApp({ clock, validator, storage: hooked })
  })
  after(() => app.close())

  it('gives no name away that another reissue paid for and got back', async () => {
    const id = await activated(app, clock, await order(app, 'example.com'))
    await activated(app, clock, await order(app, 'example.net'))
    const names = { domain0: 'example.com', domain1: 'example.net', noautofilldomains: '1' }
    const first = await app.call('ReissueCertificate', { certificate: id, ...names, domain2: 'unproven.org' })
    assert.equal(first.code, 200, first.description)
    const open = Number(firstValue(first, 'certificate')?.slice(2))
    // Just before the second reissue is written the first one ends, and gives back what it paid for.
    beforeTransaction = async () => {
      clock.advance(31 * day)
      await app.registration.sweep('expiry')
      assert.equal(rows(app, `select status from certificates where id = ${open}`)[0]?.['status'], 'invalid')
    }
    const balance = await amount()
    const second = await app.call('ReissueCertificate', { certificate: id, ...names })
    assert.equal(second.code, 421, second.description)
    const third = await app.call('ReissueCertificate', { certificate: id, ...names })
    assert.equal(third.code, 200, third.description)
    assert.equal(firstValue(third, 'price'), '28')
    assert.notEqual(await amount(), balance)
  })

  it('bills names that only a failed reissue had, when it is named', async () => {
    const id = await activated(app, clock, await order(app, 'example.com'))
    const names = { domain0: 'example.com', domain1: 'unproven.org', noautofilldomains: '1' }
    const failed = firstValue(await app.call('ReissueCertificate', { certificate: id, ...names }), 'certificate') ?? ''
    clock.advance(31 * day)
    await app.registration.sweep('expiry')
    const again = await app.call('ReissueCertificate', { certificate: failed })
    assert.equal(firstValue(again, 'price'), '28', again.description)
  })

  it('issues for an organization that was verified in that moment', async () => {
    const organization = {
      class: 'geotrusttruebizidov',
      organizationname: 'Example GmbH',
      organizationstreet: 'Street 1',
      organizationcity: 'Berlin',
      organizationcountry: 'DE',
      organizationphone: '+49.301234567',
    }
    const ordered = await app.call('AddCertificate', { ...parametersOf('example.com'), ...organization })
    const contact = firstValue(ordered, 'organizationcontact') ?? ''
    beforeTransaction = () => app.registration.verifyContact({ contactId: Number(contact.slice(3)), by: 'operator' })
    const racing = await app.call('AddCertificate', {
      ...parametersOf('example.com'),
      class: 'geotrusttruebizidov',
      organizationcontact: contact,
    })
    assert.equal(firstValue(racing, 'status'), 'processing', racing.description)
    await activated(app, clock, firstValue(racing, 'certificate') ?? '')
  })

  const amount = async () => firstValue(await app.call('StatusAccount'), 'amount')
})

function parametersOf(domain: string): CallParameters {
  return { class: 'ssl123dv', dcvmethod: 'dns-txt', noautofilldomains: '1', domain0: domain, csr: csr.lines }
}

async function order(app: TestApp, domain: string): Promise<string> {
  const answer = await app.call('AddCertificate', parametersOf(domain))
  assert.equal(answer.code, 200, answer.description)
  return firstValue(answer, 'certificate') ?? ''
}

async function activated(app: TestApp, clock: FakeClock, certificate: string): Promise<string> {
  await app.eventually(async () => {
    clock.advance(500)
    const status = firstValue(await app.call('StatusCertificate', { certificate }), 'status')
    return status === 'active' ? true : undefined
  })
  return certificate
}

/** An order whose reissue died after its n-th transaction, found again after a while. */
async function stoppedAfter(transaction: number, start: number, gap: number, forbidden = false) {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseal-stopped-'))
  const clock = fakeClock(start)
  const validator = fakeValidator()
  validator.met.add('*')
  const dying = dyingStorage()
  const first = await startTestApp({ dataDir, clock, validator, storage: dying.wrap })
  const issued = await activated(first, clock, await order(first, 'example.com'))
  clock.set(start)
  dying.arm(transaction, 'after')
  const reissue = first.call('ReissueCertificate', { certificate: issued, csr: csr.lines }).catch(() => undefined)
  await Promise.race([reissue, dying.death])
  await first.close()
  clock.advance(gap)
  if (forbidden) validator.forbidden.add('example.com')
  return { app: await startTestApp({ dataDir, clock, validator }), clock, forbidden: validator.forbidden }
}

async function send(app: TestApp, key: string, command: string, parameters: CallParameters): Promise<DecodedResponse> {
  const body = encodeRequest({ auth: alice, command, parameters }, 'block')
  const response = await fetch(`${app.url}/api/call`, { method: 'POST', body, headers: { 'idempotency-key': key } })
  return decodeResponse(await response.text())
}

function rows(app: Pick<TestApp, 'dataDir'>, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(app.dataDir, 'reseal.db'), { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

const count = (app: TestApp, table: string): number => Number(rows(app, `select count(*) as n from ${table}`)[0]?.['n'])
