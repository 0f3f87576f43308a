import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ErrorKind, ServiceError } from '../core/index.ts'
import { fitsCommonName, parentsOf, parseIdentifier, parseIdentifiers, registrableDomain } from './identifiers.ts'

const accepted: readonly (readonly [string, string])[] = [
  ['example.com', 'example.com'],
  [' WWW.Example.COM\t', 'www.example.com'],
  ['*.example.com', '*.example.com'],
  ['*.Shop.Example.org', '*.shop.example.org'],
  ['bücher.de', 'xn--bcher-kva.de'],
  ['*.BÜCHER.de', '*.xn--bcher-kva.de'],
  ['xn--bcher-kva.de', 'xn--bcher-kva.de'],
  ['XN--BCHER-KVA.de', 'xn--bcher-kva.de'],
  ['straße.de', 'xn--strae-oqa.de'],
  ['ｅｘａｍｐｌｅ.com', 'example.com'],
  ['example。com', 'example.com'],
  ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['a.github.io', 'a.github.io'],
  ['*.a.github.io', '*.a.github.io'],
  ['www.ck', 'www.ck'],
  ['1.example.com', '1.example.com'],
  ['3com.com', '3com.com'],
  ['constructor.com', 'constructor.com'],
  [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
]

test('names are trimmed, lower-cased and brought to A-labels', () => {
  for (const [text, name] of accepted) assert.equal(parseIdentifier(text, 'names[0]'), name)
})

const refused: readonly (readonly [string, ErrorKind, RegExp])[] = [
  ['', 'rejectedIdentifier', /empty/],
  ['  ', 'rejectedIdentifier', /empty/],
  ['com', 'rejectedIdentifier', /public suffix/],
  ['co.uk', 'rejectedIdentifier', /public suffix/],
  ['github.io', 'rejectedIdentifier', /public suffix/],
  ['*.com', 'rejectedIdentifier', /public suffix/],
  ['*.co.uk', 'rejectedIdentifier', /public suffix/],
  ['*.github.io', 'rejectedIdentifier', /public suffix/],
  ['*.xn--p1ai', 'rejectedIdentifier', /public suffix/],
  ['localhost', 'rejectedIdentifier', /internal/],
  ['server', 'rejectedIdentifier', /internal/],
  ['printer.local', 'rejectedIdentifier', /internal/],
  ['db.internal', 'rejectedIdentifier', /internal/],
  ['shop.test', 'rejectedIdentifier', /internal/],
  ['shop.example', 'rejectedIdentifier', /internal/],
  ['shop.invalid', 'rejectedIdentifier', /internal/],
  ['shop.localhost', 'rejectedIdentifier', /internal/],
  ['shop.constructor', 'rejectedIdentifier', /internal/],
  ['1.0.0.10.in-addr.arpa', 'rejectedIdentifier', /arpa/],
  ['8.b.d.0.1.0.0.2.ip6.arpa', 'rejectedIdentifier', /arpa/],
  ['router.home.arpa', 'rejectedIdentifier', /arpa/],
  ['facebookcorewwwi.onion', 'unsupportedIdentifier', /onion/],
  ['192.0.2.1', 'unsupportedIdentifier', /IP address/],
  ['10.1', 'unsupportedIdentifier', /IP address/],
  ['0x7f.1', 'unsupportedIdentifier', /IP address/],
  ['2001:db8::1', 'unsupportedIdentifier', /IP address/],
  ['[::1]', 'unsupportedIdentifier', /IP address/],
  ['::ffff:192.0.2.1', 'unsupportedIdentifier', /IP address/],
  ['admin@example.com', 'unsupportedIdentifier', /e-mail/],
  ['https://example.com/', 'unsupportedIdentifier', /URL/],
  ['example.com/path', 'unsupportedIdentifier', /URL/],
  ['example.com:443', 'rejectedIdentifier', /port/],
  ['ex_ample.example.com', 'rejectedIdentifier', /underscore/],
  ['_dmarc.example.com', 'rejectedIdentifier', /underscore/],
  ['example.com.', 'rejectedIdentifier', /dot/],
  ['.example.com', 'rejectedIdentifier', /not a valid/],
  ['a..example.com', 'rejectedIdentifier', /not a valid/],
  ['-a.example.com', 'rejectedIdentifier', /not a valid/],
  ['a-.example.com', 'rejectedIdentifier', /not a valid/],
  ['ab--cd.example.com', 'rejectedIdentifier', /not a valid/],
  ['xn--0.com', 'rejectedIdentifier', /not a valid/],
  ['xn--a.com', 'rejectedIdentifier', /not a valid/],
  ['exa mple.com', 'rejectedIdentifier', /not a valid/],
  ['exam\u0000ple.com', 'rejectedIdentifier', /not a valid/],
  ['*', 'rejectedIdentifier', /\*/],
  ['*.', 'rejectedIdentifier', /not a valid/],
  ['w*.example.com', 'rejectedIdentifier', /\*/],
  ['*w.example.com', 'rejectedIdentifier', /\*/],
  ['*.*.example.com', 'rejectedIdentifier', /\*/],
  ['www.*.example.com', 'rejectedIdentifier', /\*/],
  ['＊.example.com', 'rejectedIdentifier', /not a valid/],
  ['*。example.com', 'rejectedIdentifier', /\*/],
  [`${'a'.repeat(64)}.com`, 'rejectedIdentifier', /not a valid/],
  [`${'a.'.repeat(125)}abc.com`, 'rejectedIdentifier', /not a valid/],
  [`*.${'a.'.repeat(124)}info`, 'rejectedIdentifier', /253/],
  ['a'.repeat(100_000), 'rejectedIdentifier', /253/],
  ['ａ'.repeat(400), 'rejectedIdentifier', /not a valid/],
]

for (const [text, kind, why] of refused) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused as ${kind} with the reason ${why.source}`, () => {
    assert.throws(
      () => parseIdentifier(text, 'names[3]'),
      (error) => {
        assert.ok(error instanceof ServiceError)
        assert.equal(error.kind, kind)
        assert.equal(error.field, 'names[3]')
        assert.match(error.detail, why)
        assert.ok(error.detail.length < 250)
        return true
      },
    )
  })
}

test('a refusal prints nothing that could break a line or a front end', () => {
  for (const text of ['a\r\nb.com', 'a\u202Eb.com', 'a{b}".com', '\u001B[31m.com']) {
    assert.throws(
      () => parseIdentifier(text, 'csr'),
      (error) => error instanceof ServiceError && /^the name "[\w.?[\]]+" /.test(error.detail),
    )
  }
})

test('a name of 253 octets is taken, its wildcard of 255 is not', () => {
  const name = `${'a'.repeat(61)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(59)}.com`
  assert.equal(name.length, 253)
  assert.equal(parseIdentifier(name, 'names[0]'), name)
  assert.throws(() => parseIdentifier(`*.${name}`, 'names[0]'), ServiceError)
})

test('several bad names are one error that names each, and positions stay', () => {
  const field = (index: number): string => `names[${index}]`
  assert.deepEqual(parseIdentifiers(['b.com', 'a.com', 'b.com'], field), ['b.com', 'a.com', 'b.com'])
  assert.throws(
    () => parseIdentifiers(['a.com', 'x_y.com', '10.0.0.1'], field),
    (error) => {
      assert.ok(error instanceof ServiceError)
      assert.equal(error.field, 'names[1]')
      assert.deepEqual(
        error.subErrors.map((sub) => [sub.kind, sub.field]),
        [
          ['rejectedIdentifier', 'names[1]'],
          ['unsupportedIdentifier', 'names[2]'],
        ],
      )
      return true
    },
  )
  assert.throws(
    () => parseIdentifiers(['a.com', 'x_y.com'], field),
    (error) => error instanceof ServiceError && error.subErrors.length === 0,
  )
})

test('ten thousand names are refused unread', () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => `${i}.example.com`)
  assert.throws(
    () => parseIdentifiers(texts, () => 'csr'),
    (error) => error instanceof ServiceError && error.kind === 'invalidProfile' && error.field === 'csr',
  )
})

test('the registrable domain stands below the public suffix, those of the private section included', () => {
  const of = (text: string): string => registrableDomain(parseIdentifier(text, 'names[0]'))
  assert.equal(of('example.com'), 'example.com')
  assert.equal(of('*.a.b.example.co.uk'), 'example.co.uk')
  assert.equal(of('x.y.github.io'), 'y.github.io')
  assert.equal(of('a.city.kobe.jp'), 'city.kobe.jp')
  assert.equal(of('shop.пример.рф'), 'xn--e1afmkfd.xn--p1ai')
})

test('the parents of a name go up to its registrable domain', () => {
  const of = (text: string): string[] => parentsOf(parseIdentifier(text, 'names[0]'))
  assert.deepEqual(of('example.com'), ['example.com'])
  assert.deepEqual(of('*.example.com'), ['example.com'])
  assert.deepEqual(of('*.a.b.example.co.uk'), ['a.b.example.co.uk', 'b.example.co.uk', 'example.co.uk'])
})

test('a common name has at most 64 octets', () => {
  const name = (length: number) => parseIdentifier(`${'a'.repeat(50)}.${'b'.repeat(length - 55)}.com`, 'names[0]')
  assert.equal(fitsCommonName(name(64)), true)
  assert.equal(fitsCommonName(name(65)), false)
})

test('whatever is accepted is in the form of an identifier, and accepted again unchanged', () => {
  const letters = fc.constantFrom(...'aZ09-._*üßюѐ中。ａ\u200D\u0301א١ '.split(''))
  const text = fc.string({ unit: letters, maxLength: 30 }).map((start) => `${start}.example.com`)
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 })), (value) => {
      const name = tryParse(value)
      if (name === undefined) return
      assert.match(name, /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+$/)
      assert.ok(name.length <= 253)
      assert.equal(parseIdentifier(name, 'names[0]'), name)
    }),
    { numRuns: 1_000 },
  )
})

test('the fast path decides as the slow one does', () => {
  const label = fc.string({ unit: fc.constantFrom(...'ab1-'.split('')), minLength: 1, maxLength: 6 })
  const text = fc.tuple(
    fc.constantFrom('', '*.'),
    fc.array(label, { maxLength: 4 }),
    fc.constantFrom('com', 'co.uk', 'x1'),
  )
  fc.assert(
    fc.property(text, ([wildcard, labels, suffix]) => {
      const name = `${wildcard}${[...labels, suffix].join('.')}`
      // Upper case is never plain, so it takes the slow path.
      assert.equal(tryParse(name), tryParse(name.toUpperCase()))
    }),
    { numRuns: 3_000 },
  )
})

function tryParse(text: string): string | undefined {
  try {
    return parseIdentifier(text, 'names[0]')
  } catch (error) {
    assert.ok(error instanceof ServiceError)
    assert.ok(error.kind === 'rejectedIdentifier' || error.kind === 'unsupportedIdentifier')
    return undefined
  }
}
