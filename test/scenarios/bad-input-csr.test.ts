import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { decodeResponse } from '../../src/protocols/centralnic/index.ts'
import { parseCsr } from '../../src/x509/index.ts'
import { databaseHash, untilIdle } from '../support/database-hash.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { goodCsr, oddCsrs } from '../support/odd-csrs.ts'
import { alice, startTestApp, type TestApp } from '../support/test-app.ts'
import { body, get, malformed, post, type WireAnswer } from '../support/wire.ts'

let app: TestApp
let clock: FakeClock
let issued = ''

before(async () => {
  clock = fakeClock()
  const validator = fakeValidator()
  validator.met.add('*')
  app = await startTestApp({ clock, validator })
  const ordered = await app.call('AddCertificate', { ...order, csr: pem(goodCsr()).split('\n') })
  issued = ordered.properties.get('certificate')?.[0] ?? ''
  clock.advance(2_000)
  await app.eventually(async () => {
    const status = await app.call('StatusCertificate', { certificate: issued })
    return status.properties.get('status')?.[0] === 'active' ? true : undefined
  })
  await untilIdle(app.dataDir, clock.now())
})
after(() => app.close())

const order = { class: 'ssl123dv', dcvmethod: 'dns-txt', domain0: 'example.com' }
const good = goodCsr(['example.com', 'www.example.com'])

describe('a certificate request in the shapes that clients send', () => {
  const text = pem(good)
  const lines = text.split('\n')
  const indexed = (values: readonly string[]) =>
    values.map((line, index) => `csr${index}=${encodeURIComponent(line)}`).join('&')
  const call = 's_login=alice&s_pw=alice-password&command=CheckCertificate'
  const block = (command: readonly string[]) =>
    `s_login=alice&s_pw=alice-password&s_command=${encodeURIComponent(command.join('\n'))}`

  const shapes: Record<string, () => Promise<WireAnswer>> = {
    'line by line, csr0..n, in a command block': () => post(app, body('CheckCertificate', { csr: lines }, alice)),
    'line by line, flat, by POST': () => post(app, `${call}&${indexed(lines)}`),
    'line by line, flat, by GET': () => get(app, `${call}&${indexed(lines)}`),
    'its indices sorted as strings: csr0, csr1, csr10, csr11, csr2': () =>
      post(app, `${call}&${indexed(lines).split('&').toSorted().join('&')}`),
    'its lines in the reverse order, COMMAND last': () =>
      post(app, block([...lines.map((line, index) => `CSR${index}=${line}`).toReversed(), 'COMMAND=CheckCertificate'])),
    'with a header, EOF and blanks round =': () =>
      post(
        app,
        block([
          '[COMMAND]',
          'command = CheckCertificate',
          ...lines.map((line, index) => `csr${index} = ${line}`),
          'EOF',
        ]),
      ),
    'with an empty line behind it, csr12=': () => post(app, `${call}&${indexed([...lines, ''])}`),
    'in one parameter with LF': () => post(app, `${call}&csr=${encodeURIComponent(text)}`),
    'in one parameter with CRLF': () => post(app, `${call}&csr=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`),
    'in one parameter without line ends, as the SDKs leave it': () =>
      post(app, body('CheckCertificate', { csr: text.replaceAll('\n', '') }, alice)),
    'in one parameter with blanks for line ends': () =>
      post(app, `${call}&csr=${encodeURIComponent(text.replaceAll('\n', ' '))}`),
    'in CSR0 alone': () => post(app, `${call}&csr0=${encodeURIComponent(text)}`),
    'with + for blanks': () => post(app, `${call}&csr=${encodeURIComponent(text).replaceAll('%20', '+')}`),
    'with text around it, as openssl req -text prints it': () =>
      post(app, `${call}&csr=${encodeURIComponent(`Certificate Request:\n  Data:\n${text}\nregards\n`)}`),
    'labelled NEW CERTIFICATE REQUEST': () =>
      post(app, `${call}&csr=${encodeURIComponent(text.replaceAll('CERTIFICATE', 'NEW CERTIFICATE'))}`),
    'as bare base64 in lines': () => post(app, `${call}&${indexed(lines.slice(1, -1))}`),
    'as bare base64 in one': () => post(app, `${call}&csr=${encodeURIComponent(good.toString('base64'))}`),
    'with a content type of text/plain': async () => {
      const response = await fetch(`${app.url}/api/call.cgi`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: body('CheckCertificate', { csr: lines }, alice),
      })
      const answer = await response.text()
      return { status: 200, contentType: '', text: answer, code: decodeResponse(answer).code, description: '' }
    },
  }

  for (const [shape, send] of Object.entries(shapes)) {
    it(`is read ${shape}`, async () => {
      const answer = await send()
      assert.equal(answer.code, 200, answer.text)
      const { properties } = decodeResponse(answer.text)
      assert.deepEqual(properties.get('csr commonname'), ['example.com'])
      assert.deepEqual(properties.get('csr san'), ['example.com', 'www.example.com'])
    })
  }

  it('is printed back by an order with the octets that were sent', async () => {
    const answer = await app.call('AddCertificate', { ...order, csr: text.replaceAll('\n', '') })
    const printed = Buffer.from((answer.properties.get('csr') ?? []).slice(1, -1).join(''), 'base64')
    assert.deepEqual(printed, good)
    const key = createPublicKey({ key: parseCsr(printed).publicKey.spki, format: 'der', type: 'spki' })
    assert.equal(key.asymmetricKeyType, 'ec')
    await untilIdle(app.dataDir, clock.now())
  })
})

/** Code and sentence of each refusal; the codes are the table in docs/compatibility/centralnic.md. */
const refusals: Record<keyof typeof oddCsrs, readonly [code: number, reason: RegExp]> = {
  'RSA with 1024 bits': [541, /has 1024 bits, at least 2048/],
  Ed25519: [541, /Ed25519 keys are not allowed/],
  'an elliptic curve that is not a NIST one': [541, /curve 1\.3\.132\.0\.10 is not supported/],
  DSA: [541, /algorithm 1\.2\.840\.10040\.4\.1 are not supported/],
  'an RSA modulus with a small factor': [541, /divisible by 751/],
  'an RSA modulus of close primes': [541, /primes of the RSA key are too close/],
  'an RSA key of the ROCA chips': [541, /ROCA/],
  'an RSA exponent of 3': [541, /exponent is 3/],
  'an RSA modulus that is not whole octets': [541, /not a multiple of 8/],
  'a signature with SHA-1': [541, /signed with sha1WithRSAEncryption/],
  'a signature that does not fit': [507, /signature does not fit/],
  'a signature by another key': [507, /signature does not fit/],
  'bytes behind its end': [507, /1 unexpected bytes follow/],
  'an end that is missing': [507, /ends too early/],
  'a length that is not DER': [507, /length is not in its shortest form/],
  'no structure at all': [507, /SEQUENCE expected/],
  '2,000 names': [507, /more than 1000 names/],
  '10,000 names': [505, /CSR is longer than 65536 characters/],
  'an IP address among its names': [541, /"192\.0\.2\.1" is an IP address/],
}

describe('a certificate request that no CA may take', () => {
  for (const [fault, make] of Object.entries(oddCsrs)) {
    const [code, reason] = refusals[fault as keyof typeof oddCsrs]
    it(`is refused with ${code} for ${fault}, by Add, Reissue and Check alike, and leaves nothing behind`, async () => {
      const csr = pem(make())
      const was = databaseHash(app.dataDir)
      const calls: (readonly [string, Record<string, string>])[] = [
        ['AddCertificate', { class: 'ssl123dv', csr }],
        ['AddCertificate', { class: 'ssl123dv', csr, checkonly: '1' }],
        ['ReissueCertificate', { certificate: issued, csr }],
        ['CheckCertificate', { csr }],
      ]
      // Names that are not certified are for an order to refuse: Check only shows them, a reissue has names of its own.
      const asked = fault === 'an IP address among its names' ? calls.slice(0, 2) : calls
      for (const [command, parameters] of asked) {
        const started = performance.now()
        const answer = await post(app, body(command, parameters, alice, 'flat'))
        assert.ok(performance.now() - started < 1_000, `${command}: a refusal that costs a second`)
        assert.equal(malformed(answer), undefined)
        assert.equal(answer.code, code, `${command}: ${answer.description}`)
        assert.match(answer.description, reason, command)
        assert.match(answer.description, /; CSR/, command)
      }
      assert.deepEqual(databaseHash(app.dataDir), was)
    })
  }

  const text = pem(good)
  const broken: Record<string, readonly [csr: string, code: number, reason: RegExp]> = {
    'a character that is not base64': [text.replace('M', '!'), 505, /"!" is not base64/],
    'a base64 text that is cut': [cutBase64(good), 505, /cut or wrongly padded/],
    'no END line': [text.replace(/-----END.*/, ''), 505, /"-----END CERTIFICATE REQUEST-----" is missing/],
    'nothing between its lines': [text.replace(/(?<=REQUEST-----\n)[^-]*/, ''), 505, /nothing between/],
    'two of them': [`${text}\n${pem(goodCsr())}`, 505, /exactly one/],
    'a certificate instead': [text.replaceAll(' REQUEST', ''), 505, /CERTIFICATE REQUEST is expected/],
    'a private key instead': [text.replaceAll('CERTIFICATE REQUEST', 'PRIVATE KEY'), 505, /found PRIVATE KEY/],
    'blanks where + was sent unescaped': [withBlank(good), 505, /was "\+" sent without percent-encoding/],
    '64 KiB of letters': ['A'.repeat(65_537), 505, /longer than 65536 characters/],
    'a control character': [text.replace('M', 'M\u0001'), 505, /control character/],
  }
  for (const [fault, [csr, code, reason]] of Object.entries(broken)) {
    it(`is refused with ${code} for ${fault}`, async () => {
      const was = databaseHash(app.dataDir)
      for (const command of ['AddCertificate', 'ReissueCertificate', 'CheckCertificate']) {
        const parameters = {
          ...(command === 'ReissueCertificate' ? { certificate: issued } : { class: 'ssl123dv' }),
          csr,
        }
        const answer = await post(app, body(command, parameters, alice, 'flat'))
        assert.equal(malformed(answer), undefined)
        assert.equal(answer.code, code, `${command}: ${answer.description}`)
        assert.match(answer.description, reason)
        assert.match(answer.description, /; CSR/)
      }
      assert.deepEqual(databaseHash(app.dataDir), was)
    })
  }

  it('is refused with 503 for more lines than the manual has: CSR257', async () => {
    const lines = Array.from({ length: 258 }, () => 'AAAA')
    const answer = await post(app, body('AddCertificate', { class: 'ssl123dv', csr: lines }, alice))
    assert.equal(answer.description, 'Invalid attribute name; CSR257')
  })

  it('is refused with 505 for a body of 1 MiB of it, and with HTTP 200 for more', async () => {
    const was = databaseHash(app.dataDir)
    const head = 's_login=alice&s_pw=alice-password&command=AddCertificate&class=ssl123dv&csr='
    const full = await post(app, head + 'A'.repeat(1024 * 1024 - head.length))
    assert.match(full.description, /^Invalid attribute value syntax; CSR is longer/)
    const more = await post(app, head + 'A'.repeat(1024 * 1024))
    assert.equal(malformed(more), undefined)
    assert.equal(more.description, 'Invalid attribute value syntax; BODY: The request body is longer than 1 MiB.')
    assert.deepEqual(databaseHash(app.dataDir), was)
  })
})

/** One character behind whole groups of four, which stands for no octet. */
function cutBase64(der: Buffer): string {
  const base64 = der.toString('base64').replaceAll('=', '')
  return base64.slice(0, base64.length - ((base64.length + 3) % 4))
}

/** Standard base64 always has a + somewhere in many requests' signatures; this finds one. */
function withBlank(der: Buffer): string {
  for (let csr = der; ; csr = goodCsr(['example.com'])) {
    const base64 = csr.toString('base64')
    if (/[A-Za-z0-9]\+[A-Za-z0-9]/.test(base64)) return base64.replace(/(?<=[A-Za-z0-9])\+(?=[A-Za-z0-9])/, ' ')
  }
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----'].join('\n')
}
