import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ClassId, catalogue, classIds, formatMoneyShort, type Identifier, isWildcard } from '../core/index.ts'
import { parseIdentifier } from './identifiers.ts'
import { planNames } from './names.ts'
import { type Quote, quote } from './prices.ts'

const vatRate = 1600
const ids = (...texts: string[]): Identifier[] => texts.map((text) => parseIdentifier(text, 'names[0]'))
const price = (id: ClassId, names: string[], paidNames: string[] = []): Quote =>
  quote({ class: catalogue[id], names: ids(...names), paidNames: ids(...paidNames), vatRate })
const lines = ({ lines: found }: Quote): string[] => found.map(({ component, count }) => `${count} ${component}`)

test('seed 9.1.13: one name of ssl123dv costs 42 and 6.72', () => {
  const { ordered } = planNames({ class: catalogue.ssl123dv, requested: ids('example.com'), autofill: true })
  const found = quote({ class: catalogue.ssl123dv, names: ordered, paidNames: [], vatRate })
  assert.deepEqual(lines(found), ['1 base'])
  assert.deepEqual([formatMoneyShort(found.net), formatMoneyShort(found.vat)], ['42', '6.72'])
})

test('seed 9.1.14 and 9.1.15: three names cost 98 and 15.68, san before base, with alternatives or without', () => {
  const requested = ids('example.com', 'example.net', 'ftp.example.org')
  for (const autofill of [true, false]) {
    const { ordered, names } = planNames({ class: catalogue.ssl123dv, requested, autofill })
    for (const quoted of [ordered, names]) {
      const found = quote({ class: catalogue.ssl123dv, names: quoted, paidNames: [], vatRate })
      assert.deepEqual(lines(found), ['2 san', '1 base'])
      assert.deepEqual([formatMoneyShort(found.net), formatMoneyShort(found.vat)], ['98', '15.68'])
    }
  }
})

test('seed 6.6: a wildcard makes the base the wildcard one, further wildcards and names are added to it', () => {
  assert.deepEqual(lines(price('ssl123dv', ['*.example.com'])), ['1 wildcardbase'])
  assert.deepEqual(lines(price('ssl123dv', ['example.com', '*.example.com'])), ['1 wildcardbase'])
  assert.deepEqual(lines(price('ssl123dv', ['a.com', '*.b.com', '*.c.com'])), [
    '1 san',
    '1 wildcardsan',
    '1 wildcardbase',
  ])
})

test("Sectigo's multi-domain base includes three names, or one wildcard and two names", () => {
  assert.deepEqual(lines(price('multidomaindv', ['a.com'])), ['1 base'])
  assert.deepEqual(lines(price('multidomaindv', ['a.com', 'b.com', 'c.com'])), ['1 base'])
  assert.deepEqual(lines(price('multidomaindv', ['a.com', 'www.a.com', 'c.com', 'd.com'])), ['1 san', '1 base'])
  assert.deepEqual(lines(price('multidomaindv', ['*.a.com', 'b.com', 'c.com'])), ['1 wildcardbase'])
  assert.deepEqual(lines(price('multidomaindv', ['*.a.com', '*.b.com', 'c.com', 'd.com', 'e.com'])), [
    '1 san',
    '1 wildcardsan',
    '1 wildcardbase',
  ])
})

test('a reissue bills the names it adds, never a base, and nothing that was paid before', () => {
  assert.deepEqual(lines(price('ssl123dv', ['a.com', 'b.com'], ['a.com', 'www.a.com'])), ['1 san'])
  assert.deepEqual(lines(price('ssl123dv', ['*.a.com', 'a.com'], ['a.com', 'www.a.com'])), ['1 wildcardsan'])
  assert.deepEqual(price('ssl123dv', ['www.a.com'], ['a.com', 'www.a.com', 'b.com']), { lines: [], net: 0, vat: 0 })
  assert.deepEqual(lines(price('ssl123dv', ['www.a.com', 'a.com'], ['a.com'])), [])
})

test('a reissue of a Sectigo multi-domain order first fills what the base includes', () => {
  assert.deepEqual(lines(price('multidomaindv', ['a.com', 'b.com', 'c.com'], ['a.com'])), [])
  assert.deepEqual(lines(price('multidomaindv', ['a.com', 'b.com', 'c.com', 'd.com'], ['a.com'])), ['1 san'])
  assert.deepEqual(lines(price('multidomaindv', ['*.a.com', 'b.com', 'c.com'], ['*.a.com', 'b.com'])), [])
  assert.deepEqual(lines(price('multidomaindv', ['*.a.com', 'b.com', 'c.com'], ['b.com', 'c.com'])), ['1 wildcardsan'])
})

test('another name in a class for one name costs as much as a new order', () => {
  const { base, wildcardbase } = catalogue.rapidssldv.prices
  assert.equal(price('rapidssldv', ['b.com'], ['a.com', 'www.a.com']).net, base)
  assert.equal(price('rapidssldv', ['*.b.com'], ['a.com', 'www.a.com']).net, wildcardbase)
})

const pool = ids(
  ...['a', 'b', 'c', 'd', 'e'].flatMap((label) => [`${label}.com`, `www.${label}.com`, `*.${label}.com`]),
)
const anyClass = fc.constantFrom(...classIds).map((id) => catalogue[id])
const some = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 12 })
const perhaps = fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 8 })
const runs = { numRuns: 2_000 }

test('no line is negative or empty, the lines add up to net and VAT, and an order has exactly one base', () => {
  fc.assert(
    fc.property(anyClass, some, perhaps, fc.nat({ max: 3_000 }), (cls, names, paidNames, rate) => {
      const found = quote({ class: cls, names, paidNames, vatRate: rate })
      for (const line of found.lines) assert.ok(line.count > 0 && line.net > 0 && line.vat >= 0)
      assert.equal(sum(found.lines.map((line) => line.net)), found.net)
      assert.equal(sum(found.lines.map((line) => line.vat)), found.vat)
      const bases = found.lines.filter(({ component }) => component.endsWith('base'))
      assert.deepEqual(sum(bases.map(({ count }) => count)), paidNames.length === 0 ? 1 : 0)
    }),
    runs,
  )
})

test('the order of the names does not change the price', () => {
  fc.assert(
    fc.property(anyClass, some, perhaps, (cls, names, paidNames) => {
      const found = quote({ class: cls, names, paidNames, vatRate })
      const other = { class: cls, names: names.toReversed(), paidNames: paidNames.toReversed(), vatRate }
      assert.deepEqual(quote(other), found)
      assert.deepEqual(quote({ class: cls, names: [...names, ...names], paidNames, vatRate }), found)
    }),
    runs,
  )
})

test('one more name never lowers the price', () => {
  fc.assert(
    fc.property(anyClass, some, perhaps, fc.constantFrom(...pool), (cls, names, paidNames, more) => {
      const before = quote({ class: cls, names, paidNames, vatRate })
      const after = quote({ class: cls, names: [...names, more], paidNames, vatRate })
      assert.ok(after.net >= before.net && after.vat >= before.vat)
    }),
    runs,
  )
})

test('a reissue for names that were all paid costs nothing, however they were chosen', () => {
  fc.assert(
    fc.property(anyClass, some, fc.boolean(), (cls, requested, autofill) => {
      const names = cls.wildcard ? requested : requested.filter((name) => !isWildcard(name))
      fc.pre(names.length > 0 && cls.san)
      const plan = planNames({ class: cls, requested: names, autofill })
      const again = { class: cls, names: plan.names, paidNames: plan.names, vatRate }
      assert.deepEqual(quote(again), { lines: [], net: 0, vat: 0 })
      assert.equal(quote({ ...again, names: plan.names.slice(1) }).net, 0)
    }),
    runs,
  )
})

test('without free alternatives, adding names by reissues never costs less than ordering them at once', () => {
  fc.assert(
    fc.property(anyClass, some, some, (row, first, second) => {
      const cls = { ...row, freeAlternatives: 0 }
      const all = [...new Set([...first, ...second])]
      const atOnce = quote({ class: cls, names: all, paidNames: [], vatRate }).net
      const order = quote({ class: cls, names: first, paidNames: [], vatRate }).net
      const reissue = quote({ class: cls, names: all, paidNames: first, vatRate }).net
      assert.ok(order + reissue >= atOnce)
    }),
    runs,
  )
})

test('two reissues one after the other cost what one for both costs, free alternatives and first wildcards apart', () => {
  fc.assert(
    fc.property(anyClass, some, some, some, (row, paid, second, third) => {
      const cls = { ...row, freeAlternatives: 0 }
      fc.pre(paid.some(isWildcard) || ![...second, ...third].some(isWildcard))
      const both = [...new Set([...second, ...third])]
      const cost = (names: Identifier[], paidNames: Identifier[]): number =>
        quote({ class: cls, names, paidNames, vatRate }).net
      const paidThen = [...new Set([...paid, ...second])]
      assert.equal(cost(second, paid) + cost(third, paidThen), cost(both, paid))
    }),
    runs,
  )
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
