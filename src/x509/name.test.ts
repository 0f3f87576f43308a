import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from './der.ts'
import { formatName } from './format-name.ts'
import { attribute, attributes, createName, type Name, parseName } from './name.ts'
import { keyPair, openssl, refusal, withoutOpenssl } from './testing.ts'
import { buildCsr } from './build-csr.ts'

const printed = (name: Name) => formatName(parseName(name.der))

const awkward: readonly (readonly [string, string])[] = [
  ['DigiCert, Inc.', '"DigiCert, Inc."'],
  ['plain', 'plain'],
  ['say "hi"', 'say \\"hi\\"'],
  ['say "hi", twice', '"say \\"hi\\", twice"'],
  ['back\\slash', 'back\\\\slash'],
  [' leading', '" leading"'],
  ['trailing ', '"trailing "'],
  ['#5', '"#5"'],
  ['a#5', 'a#5'],
  ['a+b', '"a+b"'],
  ['a<b', '"a<b"'],
  ['a;b', '"a;b"'],
  ['a=b/c', 'a=b/c'],
  ['Müller & Söhne 株式会社 😀', 'Müller & Söhne 株式会社 😀'],
  ['tab\there', 'tab\\09here'],
  ['del\x7f', 'del\\7F'],
  ['', ''],
]

test('a name is printed in the one-line form of the providers', () => {
  const name = createName([
    ['countryName', 'US'],
    ['stateOrProvinceName', 'CA'],
    ['localityName', 'San Francisco'],
    ['organizationName', 'DigiCert, Inc.'],
    ['commonName', 'x'],
  ])
  assert.equal(printed(name), 'C = US, ST = CA, L = San Francisco, O = "DigiCert, Inc.", CN = x')
  for (const [value, expected] of awkward)
    assert.equal(printed(createName([['organizationName', value]])), `O = ${expected}`)
})

test('openssl prints the same names', { skip: withoutOpenssl }, () => {
  const types = [
    'serialNumber',
    'surname',
    'streetAddress',
    'title',
    'description',
    'businessCategory',
    'postalCode',
    'givenName',
    'initials',
    'dnQualifier',
    'pseudonym',
    'organizationIdentifier',
    'emailAddress',
    'unstructuredName',
    'userId',
    'domainComponent',
    'jurisdictionLocalityName',
    'jurisdictionStateOrProvinceName',
    'jurisdictionCountryName',
    'name',
    'organizationalUnitName',
  ] as const
  const names = awkward.map(([value]) =>
    createName([
      ['organizationName', value],
      ['commonName', 'x'],
    ]),
  )
  names.push(createName(types.map((type) => [type, 'DE'])))
  for (const subject of names) {
    const csr = buildCsr({ subject, privateKey: keyPair('P-256').privateKey })
    const line = openssl(
      ['req', '-inform', 'DER', '-noout', '-subject', '-nameopt', 'oneline,-esc_msb'],
      csr,
    ).toString()
    assert.equal(line, `subject=${printed(subject)}\n`)
  }
})

test('all string types of old certificates are decoded', () => {
  const string = (tag: number, content: Buffer) => {
    const value = Buffer.concat([Buffer.of(tag, content.length), content])
    return attribute(parseName(der.seq(der.set(der.seq(der.oid('2.5.4.3'), value)))), 'commonName')
  }
  assert.equal(string(0x0c, Buffer.from('Zürich')), 'Zürich')
  assert.equal(string(0x13, Buffer.from('*.example.com')), '*.example.com')
  assert.equal(string(0x14, Buffer.from('Zürich', 'latin1')), 'Zürich')
  assert.equal(string(0x1e, Buffer.from('Zürich', 'utf16le').swap16()), 'Zürich')
  assert.equal(
    string(0x1c, Buffer.concat(Array.from('Zürich', (letter) => Buffer.of(0, 0, 0, letter.charCodeAt(0))))),
    'Zürich',
  )
  assert.throws(() => string(0x0c, Buffer.of(0xc3)), refusal('name', /UTF-8/))
  assert.throws(() => string(0x1e, Buffer.of(0)), refusal('name'))
  assert.throws(() => string(0x1e, Buffer.of(0xd8, 0)), refusal('name'))
  assert.throws(() => string(0x1c, Buffer.of(0, 0x11, 0, 0)), refusal('name'))
})

test('a value that is no string is printed as the hex of its DER', () => {
  const name = parseName(der.seq(der.set(der.seq(der.oid('1.2.3.4'), der.integer(5)))))
  assert.equal(formatName(name), '1.2.3.4 = #020105')
})

test('several values of one relative name are joined by a plus, and found', () => {
  const part = (type: string, value: string) => der.seq(der.oid(type), der.utf8String(value))
  const name = parseName(der.seq(der.set(part('2.5.4.3', 'a'), part('2.5.4.11', 'u')), der.set(part('2.5.4.3', 'b'))))
  assert.equal(formatName(name), 'CN = a + OU = u, CN = b')
  assert.deepEqual(attributes(name, 'commonName'), ['a', 'b'])
  assert.equal(attribute(name, 'commonName'), 'a')
  assert.equal(attribute(name, 'countryName'), undefined)
})

test('an empty relative name, trailing bytes and hundreds of attributes are refused', () => {
  assert.throws(() => parseName(der.seq(der.set())), refusal('der'))
  assert.throws(() => parseName(Buffer.concat([createName([]).der, Buffer.of(0)])), refusal('trailingData'))
  assert.throws(
    () => parseName(createName(Array.from({ length: 200 }, () => ['commonName', 'x'] as const)).der),
    refusal('name', /too many/),
  )
})

test('a name is not written with letters that its type does not have', () => {
  assert.throws(() => createName([['countryName', 'Ö']]), refusal('name'))
})
