import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { plainAlgorithm, rsaAlgorithm } from './algorithm.ts'
import { buildCsr } from './build-csr.ts'
import { parseCsr } from './csr.ts'
import * as der from './der.ts'
import { X509Error } from './error.ts'
import { encodeExtensions } from './extensions/extension.ts'
import { keyUsage } from './extensions/key-usage.ts'
import { subjectAltName } from './extensions/subject-alt-name.ts'
import { createName } from './name.ts'
import { oids } from './oid.ts'
import { signTbs } from './signature.ts'
import { keyPair, refusal } from './testing.ts'

const { privateKey, publicKey } = keyPair('P-256')
const subject = createName([['commonName', 'example.com']])
const good = buildCsr({ subject, dnsNames: ['example.com', 'www.example.com'], privateKey })

const request = (...values: Buffer[]) => der.seq(der.oid(oids.extensionRequest), der.set(...values))

/** A request with these parts, signed properly. */
function build(parts: { version?: number; attributes?: Buffer; algorithm?: Buffer; extra?: Buffer }): Buffer {
  const attributes = parts.attributes ?? der.contextConstructed(0)
  const tbs = der.seq(
    der.integer(parts.version ?? 0),
    subject.der,
    publicKey.spki,
    attributes,
    ...(parts.extra ? [parts.extra] : []),
  )
  const signature = signTbs(tbs, privateKey, 'ecdsa-with-SHA256')
  return der.seq(tbs, parts.algorithm ?? plainAlgorithm(oids.ecdsaWithSHA256), der.bitString(signature))
}

test('a request is read with its names', () => {
  const csr = parseCsr(good)
  assert.deepEqual(csr.dnsNames, ['example.com', 'www.example.com'])
  assert.equal(csr.signatureAlgorithm, 'ecdsa-with-SHA256')
  assert.deepEqual(csr.publicKey.spki, publicKey.spki)
  assert.deepEqual(csr.keyUsage, [])
})

test('names of all kinds are read, and those of no use counted', () => {
  const names = der.seq(
    der.contextString(2, 'a.example'),
    der.contextString(1, 'me@example.com'),
    der.contextPrimitive(7, Buffer.of(192, 0, 2, 1)),
    der.contextPrimitive(7, Buffer.from('20010db8000000000000000000000001', 'hex')),
    der.contextString(6, 'https://example.com/'),
    der.contextConstructed(0, der.oid('1.2.3'), der.contextConstructed(0, der.utf8String('x'))),
    der.contextPrimitive(8, Buffer.of(0x2a, 3)),
  )
  const extensions = encodeExtensions([
    { oid: oids.subjectAltName, critical: false, value: names },
    keyUsage(['digitalSignature', 'decipherOnly']),
  ])
  const csr = parseCsr(build({ attributes: der.contextConstructed(0, request(extensions)) }))
  assert.deepEqual(csr.dnsNames, ['a.example'])
  assert.deepEqual(csr.emails, ['me@example.com'])
  assert.deepEqual(csr.ipAddresses, ['192.0.2.1', '2001:db8::1'])
  assert.equal(csr.otherNames, 3)
  assert.deepEqual(csr.keyUsage, ['digitalSignature', 'decipherOnly'])
})

test('attributes that are no extension request are stepped over, and may be missing altogether', () => {
  const challenge = der.seq(der.oid(oids.challengePassword), der.set(der.utf8String('secret')))
  assert.deepEqual(parseCsr(build({ attributes: der.contextConstructed(0, challenge) })).dnsNames, [])
  assert.deepEqual(parseCsr(build({ attributes: Buffer.alloc(0) })).dnsNames, [])
})

test('a written-out FALSE of an old Java client is understood', () => {
  const value = der.octetString(subjectAltName(['a.example']).value)
  const extensions = der.seq(der.seq(der.oid(oids.subjectAltName), der.boolean(false), value))
  assert.deepEqual(parseCsr(build({ attributes: der.contextConstructed(0, request(extensions)) })).dnsNames, [
    'a.example',
  ])
})

test('a change of any bit is noticed', () => {
  for (const name of ['P-256', 'rsa-2048'] as const) {
    const csr = buildCsr({ subject, dnsNames: ['example.com'], privateKey: keyPair(name).privateKey })
    for (let at = 0; at < csr.length; at++) {
      const changed = Buffer.from(csr)
      changed[at] = (csr[at] as number) ^ (1 << (at % 8))
      assert.throws(() => parseCsr(changed), X509Error, `${name}, byte ${at}`)
    }
  }
})

test('any other byte at any place is noticed', () => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(good)
      changed[at] = (good[at] as number) ^ change
      assert.throws(() => parseCsr(changed), X509Error)
    }),
    { numRuns: 1000 },
  )
})

test('cut, lengthened and random requests make nothing but an X509Error', () => {
  for (let length = 0; length < good.length; length++)
    assert.throws(() => parseCsr(good.subarray(0, length)), X509Error)
  assert.throws(() => parseCsr(Buffer.concat([good, Buffer.of(0)])), refusal('trailingData', /^CSR: /))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.throws(() => parseCsr(Buffer.from(bytes)), X509Error)
      const body = der.seq(
        der.seq(der.integer(0), subject.der, publicKey.spki, bytes),
        plainAlgorithm(oids.ecdsaWithSHA256),
        der.bitString(bytes),
      )
      assert.throws(() => parseCsr(body), X509Error)
    }),
    { numRuns: 500 },
  )
})

test('trailing fields, other versions and a foreign signature are refused', () => {
  assert.throws(() => parseCsr(build({ extra: der.nullValue() })), refusal('trailingData'))
  assert.throws(() => parseCsr(build({ version: 1 })), refusal('version', /must be 0/))
  const other = buildCsr({ subject, privateKey: keyPair('P-384').privateKey })
  assert.throws(() => parseCsr(other.fill(0, other.length - 3)), refusal('badSignature'))
})

test('MD5, SHA-1 and unknown algorithms have their own refusals', () => {
  assert.throws(
    () => parseCsr(build({ algorithm: plainAlgorithm(oids.ecdsaWithSHA1) })),
    refusal('weakAlgorithm', /SHA1; sign with SHA-256/),
  )
  assert.throws(
    () => parseCsr(build({ algorithm: rsaAlgorithm(oids.md5WithRSAEncryption) })),
    refusal('weakAlgorithm', /md5/),
  )
  assert.throws(
    () => parseCsr(build({ algorithm: plainAlgorithm('1.2.3') })),
    refusal('unsupportedAlgorithm', /1\.2\.3/),
  )
  assert.throws(
    () => parseCsr(build({ algorithm: rsaAlgorithm(oids.sha256WithRSAEncryption) })),
    refusal('unsupportedAlgorithm', /does not fit/),
  )
  assert.throws(
    () => parseCsr(build({ algorithm: rsaAlgorithm(oids.ecdsaWithSHA256) })),
    refusal('unsupportedAlgorithm', /parameters/),
  )
})

test('repeated extensions, attributes and extension requests are refused', () => {
  const one = encodeExtensions([subjectAltName(['a.example'])])
  const twice = encodeExtensions([subjectAltName(['a.example']), subjectAltName(['b.example'])])
  const parse =
    (...attributes: Buffer[]) =>
    () =>
      parseCsr(build({ attributes: der.contextConstructed(0, ...attributes) }))
  assert.throws(parse(request(twice)), refusal('duplicateExtension'))
  assert.throws(parse(request(one), request(one)), refusal('duplicateAttribute'))
  assert.throws(parse(request(one, one)), refusal('duplicateAttribute', /more than one value/))
  const microsoft = der.seq(der.oid(oids.microsoftExtensionRequest), der.set(one))
  assert.throws(parse(request(one), microsoft), refusal('duplicateAttribute', /more than one extension request/))
})

test('empty names, names beyond ASCII and odd IP addresses are refused', () => {
  const parse = (value: Buffer) => () =>
    parseCsr(
      build({
        attributes: der.contextConstructed(
          0,
          request(encodeExtensions([{ oid: oids.subjectAltName, critical: false, value }])),
        ),
      }),
    )
  assert.throws(parse(der.seq()), refusal('name', /empty/))
  assert.throws(parse(der.seq(der.contextPrimitive(2, Buffer.from('bücher.example')))), refusal('name', /ASCII/))
  assert.throws(parse(der.seq(der.contextPrimitive(2, Buffer.from('a\0.example')))), refusal('name'))
  assert.throws(parse(der.seq(der.contextPrimitive(7, Buffer.alloc(5)))), refusal('name', /5 octets/))
  assert.throws(parse(der.seq(der.utf8String('a.example'))), refusal('name', /no known kind/))
})

test('10,000 names or a megabyte cost no more than a refusal', () => {
  const many = buildCsr({ subject, dnsNames: Array.from({ length: 10_000 }, () => 'a.b'), privateKey })
  const megabyte = Buffer.concat([Buffer.from('3083100000', 'hex'), Buffer.alloc(0x100000, 0x30)])
  assert.ok(many.length < 65_536)
  assert.throws(() => parseCsr(many), refusal('tooManyNames', /more than 1000/))
  assert.throws(() => parseCsr(megabyte), refusal('tooLarge'))
  const start = performance.now()
  for (let round = 0; round < 100; round++) {
    assert.throws(() => parseCsr(many))
    assert.throws(() => parseCsr(megabyte))
  }
  assert.ok(performance.now() - start < 1000)
})

test('an RSA key of absurd numbers is refused before its signature is computed', () => {
  const withKey = (modulus: bigint, exponent: bigint) => {
    const spki = der.seq(
      rsaAlgorithm(oids.rsaEncryption),
      der.bitString(der.seq(der.integer(modulus), der.integer(exponent))),
    )
    const tbs = der.seq(der.integer(0), subject.der, spki, der.contextConstructed(0))
    return der.seq(tbs, rsaAlgorithm(oids.sha256WithRSAEncryption), der.bitString(Buffer.alloc(32, 1)))
  }
  const start = performance.now()
  assert.throws(() => parseCsr(withKey((1n << 400_000n) + 1n, 65537n)), refusal('keySize', /400001 bits/))
  assert.throws(() => parseCsr(withKey((1n << 2047n) + 1n, (1n << 2000n) + 1n)), refusal('keyExponent', /larger/))
  assert.ok(performance.now() - start < 200)
})
