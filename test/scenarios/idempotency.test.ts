import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { minute } from '../../src/core/index.ts'
import { decodeResponse, encodeRequest, firstValue } from '../../src/protocols/centralnic/index.ts'
import { dyingStorage } from '../support/dying-storage.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { newCsr, type TestCsr } from '../support/keys.ts'
import { alice, bob, type CallParameters, startTestApp, type TestApp } from '../support/test-app.ts'

describe('a write with an Idempotency-Key', () => {
  const clock = fakeClock()
  let app: TestApp
  let csr: TestCsr
  before(async () => {
    const validator = fakeValidator()
    app = await startTestApp({ clock, validator })
    csr = await newCsr('example.com')
  })
  after(() => app.close())

  const order = (): CallParameters => ({
    class: 'ssl123dv',
    dcvmethod: 'dns-txt',
    domain0: 'example.com',
    csr: csr.lines,
  })

  it('gets the first answer again, byte for byte, and is done once', async () => {
    const first = await send(app, 'k-1', 'AddCertificate', order())
    assert.equal(decodeResponse(first).code, 200)
    assert.equal(await send(app, 'k-1', 'AddCertificate', order()), first)
    const { properties } = await app.call('StatusAccount')
    assert.deepEqual(properties.get('amount'), ['-48.72'], 'billed once')
  })

  it('keeps a refusal too', async () => {
    const wrong = { ...order(), class: 'positivessldv', dcvmethod: 'dns-txt' }
    const first = await send(app, 'k-2', 'AddCertificate', wrong)
    assert.equal(decodeResponse(first).code, 541)
    assert.equal(await send(app, 'k-2', 'AddCertificate', wrong), first)
  })

  it('refuses the same key with another request', async () => {
    const other = decodeResponse(await send(app, 'k-1', 'AddCertificate', { ...order(), domain0: 'example.org' }))
    assert.equal(other.code, 540)
    assert.match(other.description, /Idempotency-Key/i)
  })

  it('does not mix up accounts', async () => {
    const theirs = decodeResponse(await send(app, 'k-1', 'AddCertificate', order(), bob))
    const mine = decodeResponse(await send(app, 'k-1', 'AddCertificate', order()))
    assert.notEqual(firstValue(theirs, 'certificate'), firstValue(mine, 'certificate'))
  })

  it('does a request once that comes many times at once', async () => {
    const request = { ...order(), domain0: 'many.example.com' }
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(app, 'k-3', 'AddCertificate', request)))
    const done = answers.map((text) => decodeResponse(text)).filter(({ code }) => code === 200)
    assert.ok(done.length > 0)
    assert.equal(new Set(done.map((answer) => firstValue(answer, 'certificate'))).size, 1)
    const others = answers.map((text) => decodeResponse(text).code).filter((code) => code !== 200)
    assert.ok(
      others.every((code) => code === 421),
      'who comes too early is asked to try again',
    )
  })

  it('forgets the key after a day', async () => {
    const before = decodeResponse(await send(app, 'k-4', 'AddCertificate', order()))
    clock.advance(25 * 60 * minute)
    await app.registration.sweep('clean-up')
    const again = decodeResponse(await send(app, 'k-4', 'AddCertificate', order()))
    assert.notEqual(firstValue(again, 'certificate'), firstValue(before, 'certificate'))
  })

  it('refuses keys that are too long or not visible ASCII', async () => {
    for (const key of ['x'.repeat(256), 'a b']) {
      assert.equal(decodeResponse(await send(app, key, 'AddCertificate', order())).code, 505, key)
    }
  })
})

describe('a write with an Idempotency-Key whose process dies', () => {
  it('is done once and answered, wherever it died', async () => {
    const csr = await newCsr('example.com')
    const request = { class: 'ssl123dv', dcvmethod: 'dns-txt', domain0: 'example.com', csr: csr.lines }
    for (let at = 1; at <= 3; at++) {
      for (const moment of ['before', 'after'] as const) {
        const clock = fakeClock()
        const dying = dyingStorage()
        const app = await startTestApp({ clock, validator: fakeValidator(), storage: dying.wrap })
        dying.arm(at, moment)
        await send(app, 'key', 'AddCertificate', request).catch(() => '')
        dying.revive()
        clock.advance(7 * minute)
        const answer = decodeResponse(await send(app, 'key', 'AddCertificate', request))
        assert.equal(answer.code, 200, `${moment} ${at}: ${answer.description}`)
        assert.equal(firstValue(answer, 'price'), '42', `${moment} ${at}`)
        assert.ok((answer.properties.get('dns rr') ?? []).length > 0, `${moment} ${at}`)
        const { properties } = await app.call('StatusAccount')
        assert.deepEqual(properties.get('amount'), ['-48.72'], `${moment} ${at}: billed once`)
        await app.close()
      }
    }
  })
})

async function send(
  app: TestApp,
  key: string,
  command: string,
  parameters: CallParameters,
  account = alice,
): Promise<string> {
  const body = encodeRequest({ auth: account, command, parameters }, 'block')
  const response = await fetch(`${app.url}/api/call`, { method: 'POST', body, headers: { 'idempotency-key': key } })
  return await response.text()
}
