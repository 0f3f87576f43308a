import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { classIds } from '../../src/core/index.ts'
import { type DecodedResponse, firstValue } from '../../src/protocols/centralnic/index.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { type FakeValidator, fakeValidator } from '../support/fake-validator.ts'
import { newCsr } from '../support/keys.ts'
import { bob, type CallParameters, startTestApp, type TestApp } from '../support/test-app.ts'

/** Seed 004 sections 8.1.5, 8.2 and 8.4: what happens to a whole order, and what one may ask about classes and accounts. */
describe('the commands around an order', () => {
  let app: TestApp
  let validator: FakeValidator
  let clock: FakeClock

  before(async () => {
    validator = fakeValidator()
    clock = fakeClock()
    app = await startTestApp({ validator, clock })
  })
  after(() => app.close())

  async function order(name: string, more: CallParameters = {}): Promise<{ certificate: string; order: string }> {
    const { lines } = await newCsr(name)
    const fixed = { apiversion: '2', class: 'ssl123dv', dcvmethod: 'dns-txt', domain0: name, csr: lines }
    const answer = await app.call('AddCertificate', { ...fixed, ...more })
    assert.equal(answer.code, 200, answer.description)
    return { certificate: firstValue(answer, 'certificate') ?? '', order: firstValue(answer, 'certificateorder') ?? '' }
  }

  /** An order whose proof is given at once. */
  async function issued(name: string, more: CallParameters = {}): ReturnType<typeof order> {
    validator.met.add(name)
    const placed = await order(name, more)
    clock.advance(2_000)
    await app.eventually(async () => {
      const status = await app.call('StatusCertificate', { certificate: placed.certificate })
      return firstValue(status, 'status') === 'active' ? true : undefined
    })
    return placed
  }

  const statusOf = async (certificateorder: string) => await app.call('StatusCertificateOrder', { certificateorder })
  const balance = async () => Number(firstValue(await app.call('StatusAccount'), 'amount'))
  const events = async () => (await app.call('QueryEventList', { wide: '1' })).properties.get('eventsubclass') ?? []

  it('cancels a pending order of a DigiCert class and gives the money back', async () => {
    const before = await balance()
    const placed = await order('cancel-order.com')
    assert.equal(await balance(), before - 48.72)
    assert.equal(
      (await app.call('CancelCertificateOrder', { apiversion: '2', certificateorder: placed.order })).code,
      200,
    )
    assert.equal(await balance(), before)
    const status = await statusOf(placed.order)
    assert.equal(firstValue(status, 'status'), 'canceled')
    assert.deepEqual(status.properties.get('certificate status'), ['canceled'])
    assert.equal((await events()).at(-1), 'CLOSE_SUCCESSFUL')
    refused(await app.call('CancelCertificateOrder', { certificateorder: placed.order }), 552, 'CERTIFICATEORDER')
  })

  it('cancels a pending order of a Sectigo class and keeps the money', async () => {
    const before = await balance()
    const placed = await order('kept-order.com', { class: 'positivessldv', dcvmethod: 'dns-cname' })
    const charged = await balance()
    assert.ok(charged < before)
    const { code } = await app.call('DeleteCertificate', { certificate: placed.certificate, action: 'cancelorder' })
    assert.equal(code, 200)
    assert.equal(await balance(), charged)
  })

  it('cancels nothing once a certificate was issued', async () => {
    const placed = await issued('issued-order.com')
    refused(await app.call('CancelCertificateOrder', { certificateorder: placed.order }), 552, 'CERTIFICATEORDER')
    const parameters = { certificate: placed.certificate, action: 'CancelOrder' }
    refused(await app.call('DeleteCertificate', parameters), 552, 'CERTIFICATE')
  })

  it('revokes an order with all its certificates, and a pending reissue goes with it', async () => {
    const placed = await issued('revoke-order.com')
    const { lines } = await newCsr('revoke-order.com')
    const added = {
      certificate: placed.certificate,
      csr: lines,
      domain0: 'revoke-order.com',
      domain1: 'new-name.com',
    }
    assert.equal((await app.call('ReissueCertificate', added)).code, 200)
    const during = await statusOf(placed.order)
    assert.deepEqual(during.properties.get('certificate status'), ['active', 'processing'])
    const [first = '', second = ''] = during.properties.get('certificate expiration date') ?? []
    assert.match(first, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/)
    assert.equal(second, '')
    assert.equal(firstValue(during, 'class'), 'SSL123DV')
    assert.deepEqual(
      [...during.properties.keys()],
      [
        'ca',
        'certificate',
        'certificate expiration date',
        'certificate status',
        'certificateorder',
        'class',
        'created by',
        'created date',
        'paid until',
        'status',
        'updated by',
        'updated date',
      ],
    )

    assert.equal((await app.call('RevokeCertificateOrder', { certificateorder: placed.order })).code, 200)
    const ended = await statusOf(placed.order)
    assert.equal(firstValue(ended, 'status'), 'revoked')
    assert.deepEqual(ended.properties.get('certificate status'), ['revoked', 'canceled'])
    refused(await app.call('RevokeCertificateOrder', { certificateorder: placed.order }), 552, 'CERTIFICATEORDER')
    refused(await app.call('DeleteCertificate', { certificate: placed.certificate }), 552, 'CERTIFICATE')
  })

  it('revokes one certificate by DeleteCertificate, and the order by its action', async () => {
    const placed = await issued('delete-order.com')
    assert.equal((await app.call('DeleteCertificate', { certificate: placed.certificate, apiversion: '2' })).code, 200)
    const status = await statusOf(placed.order)
    assert.equal(firstValue(status, 'status'), 'active', 'a DigiCert order can be reissued after this')
    assert.deepEqual(status.properties.get('certificate status'), ['revoked'])
    const parameters = { certificate: placed.certificate, action: 'RevokeOrder' }
    assert.equal((await app.call('DeleteCertificate', parameters)).code, 200)
    assert.equal(firstValue(await statusOf(placed.order), 'status'), 'revoked')
  })

  it('refuses to revoke what was not issued yet', async () => {
    const placed = await order('early-order.com')
    refused(await app.call('RevokeCertificateOrder', { certificateorder: placed.order }), 547, 'CERTIFICATEORDER')
    refused(await app.call('DeleteCertificate', { certificate: placed.certificate }), 547, 'CERTIFICATE')
    const parameters = { certificate: placed.certificate, action: 'revokeorder' }
    refused(await app.call('DeleteCertificate', parameters), 547, 'CERTIFICATE')
  })

  it('checks a certificate at once when it is asked to notify again', async () => {
    const placed = await order('again-order.com')
    clock.advance(3_600_000)
    await app.eventually(async () => (seen('again-order.com') >= 1 ? true : undefined))
    await quiet()
    const before = seen('again-order.com')
    validator.met.add('again-order.com')
    const { code } = await app.call('ResendNotification', { type: 'CERTIFICATE', object: placed.certificate })
    assert.equal(code, 200)
    await app.eventually(async () => {
      const status = await app.call('StatusCertificate', { certificate: placed.certificate })
      return firstValue(status, 'status') === 'active' ? true : undefined
    })
    assert.equal(seen('again-order.com'), before + 1, 'the clock did not move')
    const again = { type: 'certificate', object: placed.certificate }
    refused(await app.call('ResendNotification', again), 547, 'OBJECT')
  })

  const seen = (name: string) => validator.seen.filter((challenge) => challenge.authorizationDomain === name).length

  /** The queue has nothing left to do at this time. */
  async function quiet(): Promise<void> {
    for (let last = -1; last !== validator.seen.length; ) {
      last = validator.seen.length
      await new Promise((resolve) => setTimeout(resolve, 1_200))
    }
  }

  it('reads the other parameters of ResendNotification and refuses the other types', async () => {
    const { certificate } = await order('types-order.com')
    const all = { type: 'certificate', object: certificate, reason: 'lost', recipient: 'OWNER', sub: 'x' }
    assert.equal((await app.call('ResendNotification', all)).code, 200)
    refused(await app.call('ResendNotification', { type: 'domaintransfer', object: certificate }), 541, 'TYPE')
    refused(await app.call('ResendNotification', { type: 'nonsense', object: certificate }), 505, 'TYPE')
    refused(await app.call('ResendNotification', { ...all, recipient: 'nobody' }), 505, 'RECIPIENT')
    refused(await app.call('ResendNotification', { object: certificate }), 504, 'TYPE')
    refused(await app.call('ResendNotification', { type: 'certificate' }), 504, 'OBJECT')
  })

  it('names what is missing, malformed or not its own', async () => {
    refused(await app.call('CancelCertificateOrder'), 504, 'CERTIFICATEORDER')
    refused(
      await app.call('RevokeCertificateOrder', { certificateorder: 'DKO99999999', apiversion: '1' }),
      541,
      'APIVERSION',
    )
    refused(await app.call('StatusCertificateOrder', { certificateorder: 'DKO99999999', sub: '1' }), 503, 'SUB')
    refused(await app.call('StatusCertificateOrder', { certificateorder: 'nonsense' }), 545, 'CERTIFICATEORDER')
    refused(await app.call('DeleteCertificate', { action: 'REVOKE' }), 504, 'CERTIFICATE')
    refused(await app.call('DeleteCertificate', { certificate: 'FAIL1234567' }), 545, 'CERTIFICATE')
    refused(await app.call('DeleteCertificate', { certificate: 'DK99999999', action: 'burn' }), 505, 'ACTION')
  })

  it("answers another account's ids exactly like unknown ones", async () => {
    const placed = await issued('tenant-order.com')
    const calls: readonly (readonly [string, (of: typeof placed) => CallParameters])[] = [
      ['CancelCertificateOrder', (of) => ({ certificateorder: of.order })],
      ['RevokeCertificateOrder', (of) => ({ certificateorder: of.order })],
      ['StatusCertificateOrder', (of) => ({ certificateorder: of.order })],
      ['DeleteCertificate', (of) => ({ certificate: of.certificate })],
      ['DeleteCertificate', (of) => ({ certificate: of.certificate, action: 'REVOKEORDER' })],
      ['DeleteCertificate', (of) => ({ certificate: of.certificate, action: 'CANCELORDER' })],
      ['ResendNotification', (of) => ({ type: 'certificate', object: of.certificate })],
    ]
    const unknown = { certificate: 'DK99999999', order: 'DKO99999999' }
    for (const [command, parameters] of calls) {
      const foreign = await app.call(command, parameters(placed), bob)
      const absent = await app.call(command, parameters(unknown), bob)
      assert.equal(foreign.code, 545, command)
      assert.deepEqual([foreign.code, foreign.description], [absent.code, absent.description])
    }
    assert.equal(firstValue(await statusOf(placed.order), 'status'), 'active')
  })

  it('lists the classes, and prints what one of them allows', async () => {
    const list = await app.call('GetCertificateInfo', { apiversion: '2' })
    assert.deepEqual(list.properties.get('class'), [...classIds])
    assert.deepEqual(list.properties.get('column'), ['class'])
    const info = await app.call('GetCertificateInfo', { apiversion: '2', class: 'SSL123DV' })
    const printed = Object.fromEntries([...info.properties].filter(([, values]) => values.length === 1))
    assert.deepEqual(printed, {
      brand: ['DigiCert'],
      class: ['ssl123dv'],
      'dcv dns cname': ['1'],
      'dcv dns txt': ['1'],
      'dcv email': ['1'],
      'dcv http': ['1'],
      evapprovercontact: ['NO'],
      'included domains with base': ['1'],
      'included nonwildcard domains with base': ['1'],
      'included wildcard domains with base': ['1'],
      'max domains': ['250'],
      'max domains including alternatives': ['250'],
      'max free alternatives': ['3'],
      'max nonwildcard domains': ['250'],
      'max wildcard domains': ['250'],
      name: ['SSL123DV'],
      organizationcontact: ['NO'],
      periods: ['1y'],
      prefix: ['DK'],
      supplier: ['DIGICERT'],
      'supports immediate issuance': ['1'],
      techcontact: ['MANDATORY'],
      type: ['DV'],
      wildcard: ['1'],
    })
    assert.ok((info.properties.get('server type') ?? []).includes('lighttpd'))
    refused(await app.call('GetCertificateInfo', { class: 'nonsense' }), 541, 'CLASS')
    refused(await app.call('GetCertificateInfo', { apiversion: '1' }), 541, 'APIVERSION')
  })

  it('prints the state of the own account and of no other', async () => {
    const own = await app.call('StatusAccount', { registrar: 'bob' }, bob)
    assert.deepEqual(
      [...own.properties],
      [
        ['amount', ['0.00']],
        ['credit', ['0.00']],
        ['credit threshold', ['0.00']],
        ['currency', ['EUR']],
        ['registrar', ['bob']],
        ['vat', ['16.00']],
      ],
    )
    const foreign = await app.call('StatusAccount', { registrar: 'alice' }, bob)
    refused(foreign, 545, 'REGISTRAR')
    assert.equal((await app.call('StatusAccount', { registrar: 'nobody' }, bob)).description, foreign.description)
  })
})

function refused(answer: DecodedResponse, code: number, name: string): void {
  assert.equal(answer.code, code, answer.description)
  assert.match(answer.description, new RegExp(`; ${name}(:|$)`))
}
