import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { day, type Identifier } from '../core/index.ts'
import { makeChallenge, startValidationLab, type ValidationLab } from '../../test/fakes/validation-lab.ts'
import { createValidator } from './validator.ts'

let lab: ValidationLab
before(async () => {
  lab = await startValidationLab()
})
after(() => lab.close())
beforeEach(() => {
  lab.resetAll()
  lab.clock.time = Date.UTC(2026, 10, 22)
})

const token = 'k3m9x2v7q1w8e5r4t6y0u2i3o5p7a9s1'
const txt = makeChallenge('example.test', { method: 'dns-txt', token })

test('an e-mail waits for its approval, and nothing is asked for', async () => {
  const proof = { method: 'email', address: 'admin@example.test', tokenHash: 'ab' } as const
  const outcome = await lab.validator().validate(makeChallenge('example.test', proof))
  const problem = 'Waiting for approval: open the link in the mail to admin@example.test.'
  assert.deepEqual(outcome, { valid: false, problem, perspectives: [] })
  assert.equal(lab.dns.queries.length, 0)
})

test('a challenge that is older than 30 days proves nothing', async () => {
  lab.dns.zone.set('example.test', 'TXT', [token])
  lab.clock.time += 30 * day
  assert.equal((await lab.validator().validate(txt)).valid, true)
  lab.clock.time += 1
  const outcome = await lab.validator().validate(txt)
  assert.deepEqual([outcome.valid, outcome.problem], [false, 'The challenge has expired; ask for a new one.'])
})

test('an empty token does not match an empty record', async () => {
  lab.dns.zone.set('example.test', 'TXT', ['', ' '])
  for (const empty of ['', ' ']) {
    const outcome = await lab.validator().validate(makeChallenge('example.test', { method: 'dns-txt', token: empty }))
    assert.equal(outcome.valid, false)
  }
})

test('all perspectives have to see the proof, and each is listed', async () => {
  lab.dns.zone.set('example.test', 'TXT', [token])
  const here = { name: 'primary', dnsServers: [lab.dns] }
  const nowhere = { name: 'remote', dnsServers: [{ address: '127.0.0.9', port: lab.dns.port }] }
  const both = await lab.validator({ perspectives: [here, { ...here, name: 'second' }] }).validate(txt)
  assert.deepEqual(
    both.perspectives.map((one) => [one.perspective, one.valid]),
    [
      ['primary', true],
      ['second', true],
    ],
  )
  assert.equal(both.valid, true)
  const one = await lab.validator({ perspectives: [here, nowhere] }).validate(txt)
  assert.deepEqual(
    one.perspectives.map((result) => result.valid),
    [true, false],
  )
  assert.equal(one.valid, false)
  assert.match(one.problem ?? '', /127\.0\.0\.9/)
})

test('an aborted signal rejects both methods with its reason, before or during the work', async () => {
  const validator = lab.validator({ timeouts: { dnsTry: 5_000 } })
  const reason = new Error('shutting down')
  await assert.rejects(validator.validate(txt, AbortSignal.abort(reason)), reason)
  await assert.rejects(validator.checkCaa('example.test' as Identifier, AbortSignal.abort(reason)), reason)
  lab.dns.behave('*', { silent: true })
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 20)
  const http = makeChallenge('example.test', { method: 'http', fileName: 'a.txt', lines: [token] })
  await Promise.all([
    assert.rejects(validator.validate(txt, controller.signal), reason),
    assert.rejects(validator.validate(http, controller.signal), reason),
    assert.rejects(validator.checkCaa('example.test' as Identifier, controller.signal), reason),
  ])
})

test('without DNS servers the system’s are taken, and a validator needs a perspective', () => {
  const options = { clock: lab.clock, logger: console, httpPort: 80, httpsPort: 443, allowPrivate: false }
  assert.throws(
    () => createValidator({ ...options, dnsServers: [], caaIdentities: [], perspectives: [] }),
    /at least one perspective/,
  )
})

test('private addresses are refused by default, with a sentence for the customer', async () => {
  lab.host('example.test')
  lab.web.put('example.test', '/.well-known/pki-validation/a.txt', token)
  const http = makeChallenge('example.test', { method: 'http', fileName: 'a.txt', lines: [token] })
  assert.equal((await lab.validator().validate(http)).valid, true)
  const outcome = await lab.validator({ allowPrivate: false }).validate(http)
  assert.equal(
    outcome.problem,
    'http://example.test/.well-known/pki-validation/a.txt cannot be used: example.test resolves to 127.0.0.1, ' +
      'which is a loopback address (RFC 1122); validation connects to public addresses only.',
  )
  assert.equal(lab.web.requests.length, 1)
})

test('fifty validations at once get their own answers', async () => {
  const names = Array.from({ length: 50 }, (_, i) => `name${i}.test`)
  for (const name of names) lab.dns.zone.set(name, 'TXT', [`${token}${name}`])
  const validator = lab.validator({ timeouts: { dnsTry: 2_000 } })
  const outcomes = await Promise.all(
    names.map((name) => validator.validate(makeChallenge(name, { method: 'dns-txt', token: `${token}${name}` }))),
  )
  assert.ok(outcomes.every((outcome) => outcome.valid))
})
