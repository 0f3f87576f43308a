import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, second } from './clock.ts'
import {
  allowedRemoteFailures,
  controlCounts,
  controlReuse,
  datedRules,
  maximumTlsValidity,
  methodAllowed,
  type RuleName,
  type RuleValues,
  ruleAt,
} from './dated-rules.ts'

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** Every boundary between 2026-03-14 and 2029-03-16: the value in the last second before, and from the first on. */
const boundaries: readonly (readonly [string, RuleName, unknown, unknown])[] = [
  ['2026-03-15', 'tlsLimitDays', 398, 200],
  ['2027-03-15', 'tlsLimitDays', 200, 100],
  ['2029-03-15', 'tlsLimitDays', 100, 47],
  ['2026-03-15', 'tlsIssuedDays', 397, 199],
  ['2027-03-15', 'tlsIssuedDays', 199, 99],
  ['2029-03-15', 'tlsIssuedDays', 99, 46],
  ['2026-03-15', 'controlReuseDays', 398, 200],
  ['2027-03-15', 'controlReuseDays', 200, 100],
  ['2029-03-15', 'controlReuseDays', 100, 10],
  ['2026-03-15', 'organizationReuseDays', 825, 398],
  ['2026-03-15', 'reverseZonesAllowed', true, false],
  ['2026-03-15', 'dnssecRequired', false, true],
  ['2026-03-15', 'remotePerspectives', 2, 3],
  ['2026-06-15', 'remotePerspectives', 3, 4],
  ['2026-12-15', 'remotePerspectives', 4, 5],
  ['2026-03-15', 'remoteRegistries', 0, 2],
  ['2027-03-15', 'caaParametersBind', false, true],
  ['2027-03-15', 'clientAuthAllowed', true, false],
  ['2028-03-15', 'emailControlAllowed', true, false],
]

for (const [date, rule, before, after] of boundaries) {
  test(`${rule} changes with the first second of ${date}`, () => {
    assert.equal(ruleAt(rule, at(date) - second), before)
    assert.equal(ruleAt(rule, at(date) - 1), before)
    assert.equal(ruleAt(rule, at(date)), after)
    assert.equal(ruleAt(rule, at(date) + day - 1), after)
  })
}

test('a walk from 2026-03-14 to 2029-03-16 meets these changes and no others', () => {
  const rules = [...new Set(datedRules.map(({ rule }) => rule))]
  const met: string[] = []
  const valuesAt = (instant: number): (number | boolean)[] => rules.map((rule) => ruleAt(rule, instant))
  let last = valuesAt(at('2026-03-14'))
  for (let now = at('2026-03-14'); now <= at('2029-03-16'); now += 3_600 * second) {
    const values = valuesAt(now)
    for (const [i, rule] of rules.entries()) {
      if (values[i] !== last[i]) met.push(`${new Date(now).toISOString()} ${rule}`)
    }
    last = values
  }
  assert.deepEqual(met.toSorted(), boundaries.map(([date, rule]) => `${date}T00:00:00.000Z ${rule}`).toSorted())
})

test('the table has one row per rule and date, each with a real date, and what we issue stays below the limit', () => {
  const keys = datedRules.map(({ rule, from }) => `${rule} ${from}`)
  assert.equal(new Set(keys).size, keys.length)
  for (const { from } of datedRules) assert.equal(new Date(at(from)).toISOString().slice(0, 10), from)
  for (const { from } of datedRules) assert.ok(ruleAt('tlsIssuedDays', at(from)) < ruleAt('tlsLimitDays', at(from)))
})

test('a certificate lives 397, 199, 99 and 46 days less a second, so that its inclusive end is not a day more', () => {
  const walk: [string, number][] = [
    ['2026-03-14', 397],
    ['2026-03-15', 199],
    ['2027-03-14', 199],
    ['2027-03-15', 99],
    ['2029-03-14', 99],
    ['2029-03-15', 46],
    ['2029-03-16', 46],
  ]
  for (const [date, days] of walk) assert.equal(maximumTlsValidity(at(date)), days * day - second, date)
})

test('a proof counts until its age reaches the reuse of today, whatever held when it was given', () => {
  const boundary = at('2029-03-15')
  const authorization = { method: 'dns-txt', validatedAt: boundary - 11 * day } as const
  assert.equal(controlCounts(authorization, boundary - second), true)
  assert.equal(controlCounts(authorization, boundary), false)
  const now = at('2026-11-01')
  assert.equal(controlCounts({ method: 'http', validatedAt: now - 200 * day + 1 }, now), true)
  assert.equal(controlCounts({ method: 'http', validatedAt: now - 200 * day }, now), false)
})

test('e-mail proofs end on 2028-03-15, those given before too; the other methods go on', () => {
  const end = at('2028-03-15')
  assert.equal(methodAllowed('email', end - 1), true)
  assert.equal(methodAllowed('email', end), false)
  assert.equal(controlReuse(end - 1, 'email'), 100 * day)
  assert.equal(controlReuse(end, 'email'), 0)
  assert.equal(controlCounts({ method: 'email', validatedAt: end - day }, end), false)
  for (const method of ['dns-txt', 'dns-cname', 'http', 'https'] as const) {
    assert.equal(methodAllowed(method, end), true)
    assert.equal(controlReuse(end, method), 100 * day)
  }
})

test('rules before our time answer too, and an instant before 1970 is refused', () => {
  const values: Partial<RuleValues> = {
    randomValueDays: 30,
    caaReuseHours: 8,
    quorumBlocks: false,
    smimeLimitDays: 825,
  }
  for (const [rule, value] of Object.entries(values)) assert.equal(ruleAt(rule as RuleName, 0), value)
  assert.equal(ruleAt('quorumBlocks', at('2025-09-15')), true)
  assert.throws(() => ruleAt('tlsLimitDays', -1), RangeError)
})

test('one remote perspective of two to five may disagree, two of six or more', () => {
  assert.deepEqual([0, 1, 2, 5, 6, 9].map(allowedRemoteFailures), [0, 0, 1, 1, 2, 2])
})
