import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { classIds, day } from '../../src/core/index.ts'
import { type DecodedResponse, firstValue } from '../../src/protocols/centralnic/index.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator, type FakeValidator } from '../support/fake-validator.ts'
import { example, extraNames, judge, printedCrt, printedCsr, send, type Substitutes } from '../support/seed-example.ts'
import { alice, bob, startTestApp, type TestAccount, type TestApp } from '../support/test-app.ts'

// The manual's examples 9.1.1-9.1.6, 9.1.13-9.1.19, 9.1.21, 9.1.22 and 9.1.25-9.1.30 (issue 2, section 4). Alice has
// proven nothing, so her orders wait; Bob has proven example.com.

let app: TestApp
let clock: FakeClock
let validator: FakeValidator
let techcontact0 = ''
const csr = printedCsr(4096)
const shortCsr = printedCsr(2048)

before(async () => {
  clock = fakeClock()
  validator = fakeValidator()
  app = await startTestApp({ clock, validator })
  const handle = await app.call('AddContact', {
    firstname: 'Max',
    lastname: 'Mustermann',
    street0: 'Example Street 1',
    city: 'San Francisco',
    zip: '94102',
    country: 'US',
    phone: '+1.5552345678',
    email: 'max@example.org',
  })
  techcontact0 = firstValue(handle, 'contact') ?? ''
  assert.match(techcontact0, /^P-/, handle.description)
  validator.met.add('example.com')
  await issued({ class: 'ssl123dv' })
  validator.met.clear()
})
after(() => app.close())

describe('what the manual prints about classes', () => {
  it('9.1.1 lists all classes', async () => {
    const answer = await send(app, '9.1.1', {}, alice)
    judge(answer, '9.1.1', { counts: { class: 20 }, values: { class: classIds } })
  })

  it('9.1.2 tells what a class allows', async () => {
    const answer = await send(app, '9.1.2', {}, alice)
    const values = { 'server type': /^[a-z0-9.*]+$/, techcontact: ['MANDATORY'] }
    judge(answer, '9.1.2', { counts: { 'server type': 33 }, values })
    for (const type of ['barracuda', 'lighttpd']) assert.ok(answer.properties.get('server type')?.includes(type))
  })
})

describe('what the manual prints of CheckCertificate', () => {
  const csrExtra = extraNames.csr
  // The print has "Example Corp" in the subject and "Example Corp." below it.
  const subject = { 'csr subject': ['C = US, ST = CA, L = San Francisco, O = Example Corp., CN = example.com'] }
  // The print's octet before a serial is OpenSSL's placeholder; a serial's sign octet is not part of the number.
  const serial = { 'crt serial': ['aa:bb:cc:dd:ee:ff:11:22:33:44:55:66:77:88:99'] }
  // In the print each domain's five addresses stand in an order of their own.
  const addresses = (domain: string) =>
    ['admin', 'administrator', 'hostmaster', 'postmaster', 'webmaster'].map((name) => `${name}@${domain}`)
  const emails = { 'dcv email': [...addresses('example.com'), ...addresses('example.org')] }

  it('9.1.3 reads a CSR', async () => {
    judge(await send(app, '9.1.3', { csr }, alice), '9.1.3', { extra: csrExtra, values: subject })
  })

  it('9.1.4 reads a certificate', async () => {
    judge(await send(app, '9.1.4', { crt: printedCrt() }, alice), '9.1.4', { extra: extraNames.crt, values: serial })
  })

  it('9.1.5 lists the addresses that may approve', async () => {
    judge(await send(app, '9.1.5', {}, alice), '9.1.5', { values: emails })
    assert.deepEqual(printedAddresses('9.1.5'), emails['dcv email'].toSorted())
  })

  it('9.1.6 does all three at once', async () => {
    judge(await send(app, '9.1.6', { csr, crt: printedCrt() }, alice), '9.1.6', {
      extra: [...csrExtra, ...extraNames.crt],
      values: { ...subject, ...serial, ...emails },
    })
  })

  function printedAddresses(name: string): string[] {
    return [...example(name).response.matchAll(/dcv email\]\[\d+\] = (.*)/g)].map(([, email = '']) => email).toSorted()
  }
})

describe('what the manual prints of AddCertificate', () => {
  for (const [name, what] of Object.entries({
    '9.1.13': 'the price of one name',
    '9.1.14': 'the price of several names, with their alternatives',
    '9.1.15': 'the price of several names, without alternatives',
  })) {
    it(`${name} tells ${what}`, async () => judge(await send(app, name, { techcontact0, csr }, alice), name, {}))
  }

  const extra = extraNames.order
  it('9.1.16 orders with validation by e-mail', async () => {
    judge(await send(app, '9.1.16', { techcontact0, csr }, alice), '9.1.16', { extra })
  })

  it('9.1.17 orders with validation by DNS', async () => {
    const answer = await send(app, '9.1.17', { techcontact0, csr }, alice)
    judge(answer, '9.1.17', { extra, values: { 'dns rr': /^@ 3600 IN TXT [0-9a-z]{32}$/ } })
    assert.equal(new Set(answer.properties.get('dns rr')).size, 1, 'both names are proven at one domain')
  })

  it('9.1.18 orders with validation by HTTP', async () => {
    judge(await send(app, '9.1.18', { techcontact0, csr }, alice), '9.1.18', {
      extra,
      values: {
        'file contents': /^[0-9a-z]{32}$/,
        // Each name has its own file, and the scheme of the method (decision 3, section 7 row 34).
        'file name': ['example.com', 'www.example.com'].map(
          (host) => `http://${host}/.well-known/pki-validation/fileauth.txt`,
        ),
      },
    })
  })

  it('9.1.19 orders with the contact in the request', async () => {
    // The answer is 9.1.16's, whose CSR has 27 lines; this one's has 17.
    judge(await send(app, '9.1.19', { csr: shortCsr }, alice), '9.1.19', { extra, counts: { csr: 17 } })
  })
})

describe('what the manual prints of certificates and orders', () => {
  const extra = extraNames.order

  it('9.1.21 tells what a pending certificate waits for', async () => {
    const { certificate } = await ordered(alice, { dcvmethod: 'dns-cname', csr: shortCsr })
    judge(await send(app, '9.1.21', { certificate }, alice), '9.1.21', {
      extra,
      values: {
        certificate: [certificate],
        'dns rr': /^_[0-9a-z]{32}\.(www\.)?example\.com\. IN CNAME [a-z0-9.-]+\.$/,
        'expiration date': [''],
      },
    })
  })

  it('9.1.22 gives an issued certificate with its chain', async () => {
    const { certificate } = await ordered(bob, {
      dcvmethod: 'email',
      dcvscope: 'fqdn',
      dcvemail0: 'admin@example.com',
      csr: shortCsr,
    })
    const answer = await send(app, '9.1.22', { certificate }, bob)
    // The print's CSR is 65 octets longer, which are one line more.
    judge(answer, '9.1.22', { extra, counts: { csr: 17 } })
  })

  it('9.1.26 revokes a certificate, by either command', async () => {
    for (const name of ['9.1.26', '9.1.26b']) {
      const { certificate } = await ordered(bob, {})
      judge(await send(app, name, { certificate }, bob), name, {})
      assert.equal(await statusOf(certificate, bob), 'revoked')
    }
  })

  it('9.1.27 has the records looked for at once', async () => {
    const { certificate: object } = await ordered(alice, { dcvmethod: 'dns-txt' })
    judge(await send(app, '9.1.27', { object }, alice), '9.1.27', {})
  })

  it('9.1.28 revokes an order, by its id and by its certificate', async () => {
    const first = await ordered(bob, {})
    judge(await send(app, '9.1.28', { certificateorder: first.certificateorder }, bob), '9.1.28', {})
    const second = await ordered(bob, {})
    judge(await send(app, '9.1.28b', { certificate: second.certificate }, bob), '9.1.28b', {})
    for (const { certificate, certificateorder } of [first, second]) {
      assert.equal(await statusOf(certificate, bob), 'revoked')
      const order = await app.call('StatusCertificateOrder', { certificateorder }, bob)
      assert.equal(firstValue(order, 'status'), 'revoked')
    }
  })

  it('9.1.29 cancels an order, by its id and by its certificate', async () => {
    const first = await ordered(alice, {})
    judge(await send(app, '9.1.29', { certificateorder: first.certificateorder }, alice), '9.1.29', {})
    const second = await ordered(alice, {})
    judge(await send(app, '9.1.29b', { certificate: second.certificate }, alice), '9.1.29b', {})
    for (const { certificate } of [first, second]) assert.equal(await statusOf(certificate, alice), 'canceled')
  })
})

describe('what the manual prints of an order whose proofs have grown old', () => {
  let ssl123 = ''
  let rapid = { certificate: '', certificateorder: '' }
  before(async () => {
    validator.met.add('example.com')
    ssl123 = (await issued({ class: 'ssl123dv', dcvmethod: 'dns-txt' })).certificate
    rapid = await issued({ class: 'rapidssldv', dcvmethod: 'dns-txt' })
    validator.met.clear()
    clock.advance(201 * day)
    await app.eventually(async () => ((await statusOf(rapid.certificate, bob)) === 'expired' ? true : undefined))
  })

  it('9.1.25 reissues with a new key, and asks for the proofs again', async () => {
    const answer = await send(app, '9.1.25', { certificate: ssl123, csr: shortCsr }, bob)
    judge(answer, '9.1.25', {
      extra: [...extraNames.order, ...extraNames.reissue],
      // One token and the full record for both (section 7 row 22).
      values: { 'dns rr': /^@ 3600 IN TXT [0-9a-z]{32}$/ },
    })
    assert.notEqual(firstValue(answer, 'certificate'), ssl123, 'the id is the new certificate')
    assert.equal(firstValue(answer, 'parent certificate'), ssl123)
  })

  it('9.1.30 lists the certificates of an order', async () => {
    const reissued = await app.call('ReissueCertificate', { certificate: rapid.certificate, csr: shortCsr }, bob)
    const answer = await send(app, '9.1.30', { certificateorder: rapid.certificateorder }, bob)
    judge(answer, '9.1.30', {
      // Index 1 is printed as a second 0 (section 7 row 21).
      counts: { 'certificate expiration date': 2 },
      values: {
        certificate: [rapid.certificate, firstValue(reissued, 'certificate') ?? ''],
        'certificate expiration date': /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0)?$/,
        certificateorder: [rapid.certificateorder],
        // Printed active; during a reissue the order is processing (decision 6).
        status: ['processing'],
      },
    })
  })
})

/** An order of example.com by Bob that is issued, whatever it has to wait for. */
async function issued(parameters: Substitutes): Promise<{ certificate: string; certificateorder: string }> {
  const order = await ordered(bob, { dcvmethod: 'dns-txt', ...parameters })
  clock.advance(2_000)
  await app.eventually(async () => ((await statusOf(order.certificate, bob)) === 'active' ? true : undefined))
  return order
}

async function ordered(
  account: TestAccount,
  parameters: Substitutes,
): Promise<{ certificate: string; certificateorder: string }> {
  const request = { class: 'ssl123dv', domain0: 'example.com', csr: shortCsr, ...parameters }
  const answer = await app.call('AddCertificate', request, account)
  return { certificate: valueOf(answer, 'certificate'), certificateorder: valueOf(answer, 'certificateorder') }
}

function valueOf(answer: DecodedResponse, name: string): string {
  const value = firstValue(answer, name)
  assert.ok(value !== undefined, `${name}: ${answer.description}`)
  return value
}

async function statusOf(certificate: string, account: TestAccount): Promise<string | undefined> {
  return firstValue(await app.call('StatusCertificate', { certificate }, account), 'status')
}
