import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { hurried, makeChallenge, startValidationLab, type ValidationLab } from '../../test/fakes/validation-lab.ts'
import type { ValidationTimeouts } from './perspective.ts'

let lab: ValidationLab
before(async () => {
  lab = await startValidationLab()
})
after(() => lab.close())
beforeEach(() => lab.resetAll())

const token = 'k3m9x2v7q1w8e5r4t6y0u2i3o5p7a9s1'
const txt = (domain = 'example.test', timeouts?: ValidationTimeouts) =>
  lab.validator(timeouts && { timeouts }).validate(makeChallenge(domain, { method: 'dns-txt', token }))
const cname = (proof = { label: `_${token}`, target: 'dcv.reseal.test' }) =>
  lab.validator().validate(makeChallenge('example.test', { method: 'dns-cname', ...proof }))

test('a TXT record with the token proves the name, among other records and with blanks around it', async () => {
  lab.dns.zone.set('example.test', 'TXT', ['v=spf1 -all', ` ${token} `])
  const outcome = await txt()
  assert.equal(outcome.problem, null)
  assert.equal(outcome.valid, true)
  assert.deepEqual(outcome.perspectives, [
    {
      perspective: 'primary',
      server: `127.0.0.1:${lab.dns.port}`,
      valid: true,
      found: `"v=spf1 -all", "${token}"`,
      authenticated: false,
    },
  ])
})

test('a token in two character-strings is one token', async () => {
  lab.dns.zone.set('example.test', 'TXT', [[token.slice(0, 10), token.slice(10)]])
  assert.equal((await txt()).valid, true)
})

test('a token behind a CNAME counts, and the AD bit is recorded', async () => {
  lab.dns.zone.set('example.test', 'CNAME', ['elsewhere.test'])
  lab.dns.zone.set('elsewhere.test', 'TXT', [token])
  lab.dns.behave('example.test', { authenticated: true })
  const outcome = await txt()
  assert.equal(outcome.valid, true)
  assert.equal(outcome.perspectives[0]?.authenticated, true)
})

test('a longer text, another case, and the token below the name prove nothing', async () => {
  for (const text of [`${token}x`, `reseal=${token}`, token.toUpperCase(), '']) {
    lab.dns.zone.set('example.test', 'TXT', [text])
    assert.equal((await txt()).valid, false, text)
  }
  lab.dns.zone.clear()
  lab.dns.zone.set('_dnsauth.example.test', 'TXT', [token])
  assert.equal((await txt()).valid, false)
})

test('the problem says what was looked for, where, and what was found, without control characters', async () => {
  lab.dns.zone.set('example.test', 'TXT', ['evil\u001b[2J\r\nline\u202e'])
  const { problem } = await txt()
  assert.equal(problem, `No TXT record of example.test has the text "${token}"; found: "evil [2J line".`)
})

test('many long records are shortened in the problem', async () => {
  lab.dns.zone.set(
    'example.test',
    'TXT',
    Array.from({ length: 30 }, (_, i) => `${i}${'y'.repeat(240)}`),
  )
  const { problem } = await txt()
  assert.match(problem ?? '', /…", .* and 25 more\.$/)
  assert.ok((problem ?? '').length < 800)
})

test('an unknown name, SERVFAIL and silence are outcomes with a sentence', async () => {
  assert.match((await txt('nowhere.test')).problem ?? '', /found: no such name \(NXDOMAIN\)\.$/)
  lab.dns.behave('bogus.test', { rcode: 'SERVFAIL' })
  assert.match((await txt('bogus.test')).problem ?? '', /failed: .* answered SERVFAIL/)
  lab.dns.behave('silent.test', { silent: true })
  const outcome = await txt('silent.test', hurried)
  assert.match(outcome.problem ?? '', /gave no answer within 100 ms/)
  assert.equal(outcome.perspectives[0]?.valid, false)
})

test('a CNAME at the underscore label with the target proves the name, in any case and with a dot', async () => {
  lab.dns.zone.set(`_${token}.example.test`, 'CNAME', ['DCV.Reseal.TEST.'])
  const outcome = await cname()
  assert.equal(outcome.problem, null)
  assert.equal(outcome.perspectives[0]?.found, '"DCV.Reseal.TEST"')
})

test('a CNAME proof does not need its target to exist, and a Sectigo target is compared whole', async () => {
  const label = '_9f3ec1c3c1f0f2d5d1a0b8f6a4c2e1d0'
  const target = `${'a'.repeat(32)}.${'b'.repeat(32)}.${token}.dcv.reseal.test`
  lab.dns.zone.set(`${label}.example.test`, 'CNAME', [target])
  assert.equal((await cname({ label, target })).valid, true)
  lab.dns.zone.set(`${label}.example.test`, 'CNAME', [target.replace('b', 'c')])
  assert.equal((await cname({ label, target })).valid, false)
})

test('a CNAME that only leads to the target over another one is not the proof', async () => {
  lab.dns.zone.set(`_${token}.example.test`, 'CNAME', ['middle.test'])
  lab.dns.zone.set('middle.test', 'CNAME', ['dcv.reseal.test'])
  const { problem } = await cname()
  assert.equal(problem, `_${token}.example.test is not a CNAME of dcv.reseal.test; found: "middle.test".`)
})

test('a missing CNAME and a wrong type are told', async () => {
  assert.match((await cname()).problem ?? '', /NXDOMAIN/)
  lab.dns.zone.set(`_${token}.example.test`, 'TXT', ['dcv.reseal.test'])
  assert.match((await cname()).problem ?? '', /found: no such record\.$/)
  lab.dns.behave(`_${token}.example.test`, { rcode: 'SERVFAIL' })
  assert.match((await cname()).problem ?? '', /SERVFAIL/)
})

test('a label without an underscore proves nothing, even if it stands there', async () => {
  lab.dns.zone.set(`${token}.example.test`, 'CNAME', ['dcv.reseal.test'])
  assert.match((await cname({ label: token, target: 'dcv.reseal.test' })).problem ?? '', /underscore/)
  assert.equal(lab.dns.queries.length, 0)
})
