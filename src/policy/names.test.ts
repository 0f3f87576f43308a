import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CertificateClass, type ClassId, catalogue, type Identifier, ServiceError } from '../core/index.ts'
import { parseIdentifier } from './identifiers.ts'
import { billedNames, freeAlternative, maxNamesWithAlternatives, planNames } from './names.ts'

const ids = (...texts: string[]): Identifier[] => texts.map((text) => parseIdentifier(text, 'names[0]'))
const plan = (id: ClassId, requested: string[], autofill = true) =>
  planNames({ class: catalogue[id], requested: ids(...requested), autofill })

test('seed 9.1.14: three names of ssl123dv bring three alternatives, behind them and in their order', () => {
  assert.deepEqual(plan('ssl123dv', ['example.com', 'example.net', 'ftp.example.org']).names, [
    'example.com',
    'example.net',
    'ftp.example.org',
    'www.example.com',
    'www.example.net',
    'www.ftp.example.org',
  ])
})

test('seed 9.1.15: noautofilldomains adds none', () => {
  const names = ['example.com', 'example.net', 'ftp.example.com']
  assert.deepEqual(plan('ssl123dv', names, false).names, names)
})

test('the class says how many: three of ssl123dv, one of a Sectigo class for one name, none of one for several', () => {
  const four = ['a.com', 'b.com', 'c.com', 'd.com']
  assert.deepEqual(plan('ssl123dv', four).alternatives, ['www.a.com', 'www.b.com', 'www.c.com'])
  assert.deepEqual(plan('geotrustflexdv', four).alternatives.length, 4)
  assert.deepEqual(plan('positivessldv', ['a.com']).alternatives, ['www.a.com'])
  assert.deepEqual(plan('multidomaindv', four).alternatives, [])
})

test('www. is added or stripped, a wildcard brings its base', () => {
  assert.deepEqual(plan('ssl123dv', ['www.example.com', '*.example.net']).alternatives, ['example.com', 'example.net'])
})

test('a registrable www.<suffix> is not stripped to the suffix, and a name of 250 octets gets no www.', () => {
  assert.equal(freeAlternative(ids('www.com')[0] as Identifier), undefined)
  assert.equal(freeAlternative(ids('www.co.uk')[0] as Identifier), undefined)
  const long = `${'a'.repeat(60)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`
  assert.equal(long.length, 250)
  assert.equal(freeAlternative(long as Identifier), undefined)
  assert.equal(freeAlternative(long.slice(1) as Identifier)?.length, 253)
})

test('a name given twice counts once, and an alternative that is ordered is not added again', () => {
  const { ordered, alternatives } = plan('ssl123dv', ['example.com', 'EXAMPLE.com', 'www.example.com'])
  assert.deepEqual(ordered, ['example.com', 'www.example.com'])
  assert.deepEqual(alternatives, [])
})

test('an alternative that is free itself brings nothing further', () => {
  assert.deepEqual(plan('rapidssldv', ['*.example.com', 'example.com']).names, ['*.example.com', 'example.com'])
})

test('with its alternatives a certificate has 250 names at most', () => {
  const texts = Array.from({ length: 250 }, (_, i) => `n${i}.example.com`)
  assert.equal(plan('geotrustflexdv', texts).names.length, 250)
  assert.equal(plan('geotrustflexdv', texts.slice(0, 249)).names.length, 250)
  assert.equal(maxNamesWithAlternatives(catalogue.ssl123dv), 250)
  assert.equal(maxNamesWithAlternatives(catalogue.rapidssldv), 2)
  assert.equal(maxNamesWithAlternatives(catalogue.multidomaindv), 250)
})

test('what the class does not take is refused', () => {
  const refusals: [ClassId, string[], RegExp][] = [
    ['ssl123dv', [], /no name/],
    ['webserverev', ['*.example.com'], /wildcard/],
    ['premiumov', ['*.example.com'], /wildcard/],
    ['rapidssldv', ['example.com', 'example.net'], /one name/],
    ['positivessldv', ['example.com', 'www.example.com', 'example.net'], /one name/],
    ['ssl123dv', Array.from({ length: 251 }, (_, i) => `n${i}.example.com`), /250 names/],
  ]
  for (const [id, names, why] of refusals) {
    assert.throws(
      () => plan(id, names),
      (error) =>
        error instanceof ServiceError &&
        error.kind === 'invalidProfile' &&
        error.field === 'names' &&
        why.test(error.detail),
    )
  }
})

test('a class for one name takes its alternative in the order too (seed 9.6, "free to specify it as well")', () => {
  assert.deepEqual(plan('rapidssldv', ['www.example.com', 'example.com']).names, ['www.example.com', 'example.com'])
  assert.deepEqual(plan('positivessldv', ['*.example.com', 'example.com']).names, ['*.example.com', 'example.com'])
})

test('names paid before, and alternatives of names paid before, cost nothing', () => {
  const cls = catalogue.ssl123dv
  assert.deepEqual(billedNames(cls, ids('a.com', 'b.com'), ids('a.com')), ['b.com'])
  assert.deepEqual(billedNames(cls, ids('www.a.com'), ids('a.com')), [])
  assert.deepEqual(billedNames(cls, ids('www.a.com', 'a.com'), ids('a.com')), [])
  assert.deepEqual(billedNames(cls, ids('a.com', 'www.a.com', 'www.b.com', 'b.com'), []), ['a.com', 'www.b.com'])
})

/** Names that stand in every relation that alternatives can have. */
const pool = ids(
  'a.com',
  'www.a.com',
  '*.a.com',
  'www.www.a.com',
  '*.www.a.com',
  'b.com',
  'www.b.com',
  '*.b.com',
  'c.com',
)
const some = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1 })
const cls = fc
  .record({ id: fc.constantFrom<ClassId>('ssl123dv', 'geotrustflexdv', 'multidomaindv'), free: fc.nat({ max: 4 }) })
  .map(({ id, free }): CertificateClass => ({ ...catalogue[id], freeAlternatives: free }))

test('no choice of free alternatives is larger than the one that is made', () => {
  fc.assert(
    fc.property(cls, some, fc.uniqueArray(fc.constantFrom(...pool)), (row, ordered, paid) => {
      const billed = billedNames(row, ordered, paid)
      const fresh = ordered.filter((name) => !paid.includes(name))
      const used = ordered.filter((name) => paid.includes(name))
      const room = Math.max(0, row.freeAlternatives - mostFree(used, []))
      assert.equal(fresh.length - billed.length, Math.min(room, mostFree(fresh, paid)))
      // And the choice is one: each name that is free is the alternative of one that is not.
      const sources = new Set([...paid, ...billed].map(freeAlternative))
      for (const name of fresh) assert.ok(billed.includes(name) || sources.has(name))
    }),
    { numRuns: 2_000 },
  )
})

test('how many names are billed does not depend on their order, and one more name never lowers it', () => {
  fc.assert(
    fc.property(
      cls,
      some,
      fc.uniqueArray(fc.constantFrom(...pool)),
      fc.constantFrom(...pool),
      (row, ordered, paid, more) => {
        const count = billedNames(row, ordered, paid).length
        assert.equal(billedNames(row, ordered.toReversed(), paid).length, count)
        assert.ok(billedNames(row, [...new Set([...ordered, more])], paid).length >= count)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('to order what autofill would add costs the same number of names', () => {
  fc.assert(
    fc.property(cls, some, (row, requested) => {
      const { ordered, names, alternatives } = planNames({ class: row, requested, autofill: true })
      assert.equal(billedNames(row, names, []).length, billedNames(row, ordered, []).length)
      assert.equal(new Set(names).size, names.length)
      assert.ok(alternatives.length <= row.freeAlternatives)
      const again = planNames({ class: row, requested: names, autofill: true })
      assert.ok(again.alternatives.length <= row.freeAlternatives - alternatives.length)
    }),
    { numRuns: 2_000 },
  )
})

/** By trying every subset. */
function mostFree(names: readonly Identifier[], roots: readonly Identifier[]): number {
  let most = 0
  for (let mask = 0; mask < 1 << names.length; mask++) {
    const free = names.filter((_, i) => mask & (1 << i))
    const sources = new Set([...roots, ...names.filter((name) => !free.includes(name))].map(freeAlternative))
    if (free.length > most && free.every((name) => sources.has(name))) most = free.length
  }
  return most
}
