import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { rsaAlgorithm } from './algorithm.ts'
import * as der from './der.ts'
import { oids } from './oid.ts'
import { keyIdentifier, parsePublicKey, spkiHash } from './public-key.ts'
import { keyPair, refusal } from './testing.ts'

test('RSA, the three NIST curves and Ed25519 are told apart', () => {
  const kinds = (['rsa-2048', 'rsa-4096', 'P-256', 'P-384', 'P-521', 'ed25519'] as const).map((name) => {
    const key = keyPair(name).publicKey
    return [key.kind, key.bits, key.kind === 'ec' ? key.curve : undefined]
  })
  assert.deepEqual(kinds, [
    ['rsa', 2048, undefined],
    ['rsa', 4096, undefined],
    ['ec', 256, 'P-256'],
    ['ec', 384, 'P-384'],
    ['ec', 521, 'P-521'],
    ['ed25519', 256, undefined],
  ])
})

test('modulus and exponent are those of the key', () => {
  const { publicKey } = keyPair('rsa-3072')
  assert.ok(publicKey.kind === 'rsa')
  const jwk = publicKey.keyObject.export({ format: 'jwk' })
  assert.equal(publicKey.modulus.toString(16), Buffer.from(jwk.n ?? '', 'base64url').toString('hex'))
  assert.equal(publicKey.exponent, 65537n)
})

test('the key object is imported once', () => {
  const { publicKey } = keyPair('P-256')
  assert.equal(publicKey.keyObject, publicKey.keyObject)
})

test('the hash is over the SubjectPublicKeyInfo, the identifier over the key bits', () => {
  const { publicKey } = keyPair('P-256')
  assert.equal(spkiHash(publicKey), createHash('sha256').update(publicKey.spki).digest('hex'))
  assert.deepEqual(
    keyIdentifier(publicKey),
    createHash('sha256').update(publicKey.spki.subarray(26)).digest().subarray(0, 20),
  )
})

test('a point that is not on its curve is refused when the key is used', () => {
  const spki = Buffer.from(keyPair('P-256').publicKey.spki)
  spki[spki.length - 1] = (spki[spki.length - 1] as number) ^ 1
  assert.throws(() => parsePublicKey(spki).keyObject, refusal('badKey', /curve/))
})

test('compressed points, points of another length and curves without a name are refused', () => {
  const named = (curve: string, point: Buffer) =>
    der.seq(der.seq(der.oid(oids.ecPublicKey), der.oid(curve)), der.bitString(point))
  assert.throws(() => parsePublicKey(named(oids.prime256v1, Buffer.alloc(33, 2))), refusal('badKey', /uncompressed/))
  assert.throws(() => parsePublicKey(named(oids.prime256v1, Buffer.alloc(97, 4))), refusal('badKey'))
  assert.throws(() => parsePublicKey(named('1.3.132.0.10', Buffer.alloc(65, 4))), refusal('curve', /1\.3\.132\.0\.10/))
  const explicit = der.seq(
    der.seq(der.oid(oids.ecPublicKey), der.seq(der.integer(1))),
    der.bitString(Buffer.alloc(65, 4)),
  )
  assert.throws(() => parsePublicKey(explicit), refusal('curve', /by name/))
})

test('RSA keys without NULL, with loose integers or trailing bytes are refused', () => {
  const numbers = der.seq(der.integer(3233), der.integer(17))
  const key = (algorithm: Buffer, content: Buffer) => () => parsePublicKey(der.seq(algorithm, der.bitString(content)))
  const rsa = rsaAlgorithm(oids.rsaEncryption)
  assert.equal(key(rsa, numbers)().bits, 12)
  assert.throws(key(der.seq(der.oid(oids.rsaEncryption)), numbers), refusal('badKey', /NULL/))
  assert.throws(key(rsa, Buffer.concat([numbers, Buffer.of(0)])), refusal('trailingData'))
  assert.throws(key(rsa, der.seq(der.integer(3233), der.integer(17), der.integer(1))), refusal('trailingData'))
  assert.throws(key(rsa, der.seq(Buffer.from('0203000ca1', 'hex'), der.integer(17))), refusal('der'))
  assert.throws(key(rsa, der.seq(Buffer.from('020280a1', 'hex'), der.integer(17))), refusal('der', /negative/))
  assert.throws(key(rsa, der.seq(der.integer(0), der.integer(17))), refusal('badKey'))
})

test('other kinds of key are refused by name', () => {
  const other = (algorithm: string) => () =>
    parsePublicKey(der.seq(der.seq(der.oid(algorithm)), der.bitString(Buffer.alloc(57))))
  assert.throws(other('1.3.101.113'), refusal('unsupportedKey', /1\.3\.101\.113/))
  assert.throws(other(oids.rsassaPss), refusal('unsupportedKey', /PSS/))
  assert.throws(other(oids.ed25519), refusal('badKey', /32 bytes/))
})
