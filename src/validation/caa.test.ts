import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type CaaOutcome, hour, type Identifier } from '../core/index.ts'
import { hurried, startValidationLab, type ValidationLab } from '../../test/fakes/validation-lab.ts'

let lab: ValidationLab
before(async () => {
  lab = await startValidationLab()
})
after(() => lab.close())
beforeEach(() => lab.resetAll())

const check = (name: string) => lab.validator().checkCaa(name as Identifier)
const problemOf = (outcome: CaaOutcome) => (outcome.permitted ? '' : outcome.problem)

const ours = '0 issue "ca.reseal.test"'
const oursWild = '0 issuewild "ca.reseal.test"'

// The records of example.test, and whether they permit www.example.test and *.example.test.
const table: [string, string[], boolean, boolean][] = [
  ['no records', [], true, true],
  ['us alone', [ours], true, true],
  ['us in capitals', ['0 issue "CA.Reseal.TEST"'], true, true],
  ['us with parameters', ['0 issue "ca.reseal.test; accounturi=https://ca.reseal.test/1"'], true, true],
  ['us among others', ['0 issue "other.test"', ours], true, true],
  ['somebody else', ['0 issue "other.test"'], false, false],
  ['a name below ours', ['0 issue "x.ca.reseal.test"'], false, false],
  ['nobody', ['0 issue ";"'], false, false],
  ['nobody, by an empty value', ['0 issue ""'], false, false],
  ['nobody beside us', ['0 issue ";"', ours], true, true],
  ['a broken value', ['0 issue "ca.reseal.test other"'], false, false],
  ['issuewild for others', [ours, '0 issuewild "other.test"'], true, false],
  ['issuewild for nobody', [ours, '0 issuewild ";"'], true, false],
  ['issuewild for us alone', [oursWild], true, true],
  ['issuewild for us, issue for nobody', ['0 issue ";"', oursWild], false, true],
  ['iodef alone', ['0 iodef "mailto:security@example.test"'], true, true],
  ['iodef critical', ['128 iodef "mailto:security@example.test"'], true, true],
  ['an unknown property', ['0 tbs "unknown"'], true, true],
  ['an unknown critical property', ['128 tbs "unknown"', ours], false, false],
  ['an unknown property with flag 1', ['1 tbs "unknown"', ours], false, false],
  ['us critical', ['128 issue "ca.reseal.test"'], true, true],
  ['tags in capitals', ['0 ISSUE "other.test"'], false, false],
  ['e-mail certificates for nobody', ['0 issuemail ";"'], true, true],
]

for (const [title, records, name, wildcard] of table) {
  test(`CAA with ${title}: a name ${name ? 'may' : 'may not'}, a wildcard ${wildcard ? 'may' : 'may not'}`, async () => {
    lab.dns.zone.set('example.test', 'CAA', records)
    assert.equal((await check('www.example.test')).permitted, name)
    assert.equal((await check('*.example.test')).permitted, wildcard)
  })
}

test('the tree is climbed label by label, the root is not asked, and NXDOMAIN is an empty set', async () => {
  assert.equal((await check('a.b.example.test')).permitted, true)
  assert.deepEqual(
    lab.dns.queries.map((query) => `${query.type} ${query.name}`),
    ['CAA a.b.example.test', 'CAA b.example.test', 'CAA example.test', 'CAA test'],
  )
})

test('a wildcard climbs from its base', async () => {
  await check('*.example.test')
  assert.deepEqual(
    lab.dns.queries.map((query) => query.name),
    ['example.test', 'test'],
  )
})

test('the first set that is not empty decides, even if a parent says otherwise', async () => {
  lab.dns.zone.set('test', 'CAA', ['0 issue ";"'])
  lab.dns.zone.set('www.example.test', 'CAA', [ours])
  assert.equal((await check('www.example.test')).permitted, true)
  assert.equal((await check('mail.example.test')).permitted, false)
  lab.dns.zone.set('www.example.test', 'CAA', ['0 iodef "mailto:a@example.test"'])
  assert.equal((await check('www.example.test')).permitted, true)
})

test('records behind a CNAME count for the name, and the parent of the alias does not', async () => {
  lab.dns.zone.set('www.example.test', 'CNAME', ['host.provider.test'])
  lab.dns.zone.set('provider.test', 'CAA', ['0 issue ";"'])
  assert.equal((await check('www.example.test')).permitted, true)
  lab.dns.zone.set('host.provider.test', 'CAA', ['0 issue "other.test"'])
  assert.equal((await check('www.example.test')).permitted, false)
})

test('a failed look-up anywhere on the way refuses', async () => {
  for (const behaviour of [{ rcode: 'SERVFAIL' }, { rcode: 'REFUSED' }, { silent: true }] as const) {
    lab.dns.behave('example.test', behaviour)
    const outcome = await lab.validator({ timeouts: hurried }).checkCaa('www.example.test' as Identifier)
    assert.match(
      problemOf(outcome),
      /^CAA of www\.example\.test could not be checked, so nothing is issued\. The DNS query/,
    )
  }
})

test('a failure above the deciding set does not matter, for it is never asked', async () => {
  lab.dns.behave('test', { rcode: 'SERVFAIL' })
  lab.dns.zone.set('example.test', 'CAA', [ours])
  assert.equal((await check('www.example.test')).permitted, true)
})

test('the problem and what was found name the records and who they permit', async () => {
  lab.dns.zone.set('example.test', 'CAA', ['0 issue "other.test"', '0 issue "third.test; a=b"'])
  const outcome = await check('www.example.test')
  assert.equal(
    problemOf(outcome),
    'The CAA records of example.test forbid www.example.test: "issue" permits other.test, third.test, not ca.reseal.test.',
  )
  assert.equal(outcome.found, 'example.test CAA 0 issue "other.test"; 0 issue "third.test; a=b"')
  lab.dns.zone.set('example.test', 'CAA', ['128 future "x"'])
  assert.match(problemOf(await check('example.test')), /the critical property "future" is not known here/)
  lab.dns.zone.set('example.test', 'CAA', ['0 issue ";"'])
  assert.match(problemOf(await check('example.test')), /permits no issuer at all/)
})

test('a permission holds for the TTL or 8 hours, whichever is longer, by the clock of the platform', async () => {
  const now = lab.clock.time
  const until = async (ttl: number) => {
    lab.dns.zone.set('example.test', 'CAA', [ours], { ttl })
    const outcome = await check('example.test')
    return outcome.permitted ? outcome.validUntil - now : 0
  }
  assert.equal(await until(60), 8 * hour)
  assert.equal(await until(86_400), 24 * hour)
  lab.dns.zone.delete('example.test')
  const empty = await check('example.test')
  assert.equal(empty.permitted && empty.validUntil - now, 8 * hour)
})

test('DNSSEC and parameters are kept in what was found', async () => {
  lab.dns.zone.set('example.test', 'CAA', ['0 issue "ca.reseal.test; validationmethods=dns-01"'])
  lab.dns.behave('example.test', { authenticated: true })
  const outcome = await check('example.test')
  assert.equal(outcome.found, 'example.test CAA 0 issue "ca.reseal.test; validationmethods=dns-01" (DNSSEC)')
})

test('without an identity of our own no issue record permits us', async () => {
  lab.dns.zone.set('example.test', 'CAA', [ours])
  const outcome = await lab.validator({ caaIdentities: [] }).checkCaa('example.test' as Identifier)
  assert.match(problemOf(outcome), /not nobody here/)
})

test('every perspective has to permit', async () => {
  const servers = [lab.dns]
  const dead = [{ address: '127.0.0.9', port: lab.dns.port }]
  const perspectives = [
    { name: 'primary', dnsServers: servers },
    { name: 'remote', dnsServers: dead },
  ]
  const outcome = await lab.validator({ perspectives }).checkCaa('example.test' as Identifier)
  assert.match(problemOf(outcome), /127\.0\.0\.9/)
})
