import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPublicKey } from './key-policy.ts'
import { spkiHash } from './public-key.ts'
import { keyPair, refusal, rsaKey, weakModuli } from './testing.ts'
import { squareRoot } from './weak-keys/close-primes.ts'
import { buildDebianWeakKeys, debianWeakKeysFile, loadDebianWeakKeys } from './weak-keys/debian-weak-keys.ts'
import { isRocaModulus } from './weak-keys/roca.ts'
import { smallFactor } from './weak-keys/small-factors.ts'

const weak = (name: string) => rsaKey(BigInt(`0x${weakModuli[name]}`))
const good = keyPair('rsa-2048').publicKey
const goodModulus = good.kind === 'rsa' ? good.modulus : 0n
const debian = loadDebianWeakKeys(readFileSync(debianWeakKeysFile))

test('ordinary keys pass', () => {
  for (const name of ['rsa-2048', 'rsa-3072', 'rsa-4096', 'P-256', 'P-384', 'P-521'] as const) {
    checkPublicKey(keyPair(name).publicKey, { tls: true, debian, blocked: () => false })
  }
})

test('the size must be 2048 to 8192 bits in whole octets', () => {
  assert.throws(
    () => checkPublicKey(keyPair('rsa-1024').publicKey),
    refusal('keySize', /^CSR: the RSA key has 1024 bits, at least 2048 are required$/),
  )
  assert.throws(() => checkPublicKey(rsaKey((1n << 2049n) + 1n)), refusal('keySize', /multiple of 8/))
  assert.throws(() => checkPublicKey(weak('odd2047')), refusal('keySize', /2047/))
  assert.throws(() => checkPublicKey(rsaKey((1n << 8199n) + 1n)), refusal('keySize', /at most 8192/))
})

test('the exponent must be odd, at least 65537 and below 2^256', () => {
  assert.throws(() => checkPublicKey(rsaKey(goodModulus, 3n)), refusal('keyExponent', /is 3/))
  assert.throws(() => checkPublicKey(rsaKey(goodModulus, 65538n)), refusal('keyExponent', /even/))
  assert.throws(() => checkPublicKey(rsaKey(goodModulus, (1n << 256n) + 1n)), refusal('keyExponent', /larger/))
  checkPublicKey(rsaKey(goodModulus, (1n << 256n) - 1n))
})

test('a modulus with a small factor is refused', () => {
  assert.throws(() => checkPublicKey(weak('factor751')), refusal('smallFactor', /751/))
  assert.throws(() => checkPublicKey(weak('factor4093')), refusal('smallFactor', /4093/))
  assert.throws(() => checkPublicKey(rsaKey(goodModulus + 1n)), refusal('smallFactor', /by 2;/))
})

test('the smallest factor is found exactly when there is one below 4096', () => {
  const naive = (value: bigint) => {
    for (let prime = 2n; prime < 4096n; prime++) if (value % prime === 0n) return Number(prime)
    return undefined
  }
  fc.assert(
    fc.property(fc.bigInt({ min: 1n << 60n, max: 1n << 90n }), (value) =>
      assert.equal(smallFactor(value), naive(value)),
    ),
  )
})

test('primes that Fermat finds in 100 rounds are refused, those further apart are not', () => {
  assert.throws(() => checkPublicKey(weak('closePrimesFirstRound')), refusal('closePrimes'))
  assert.throws(() => checkPublicKey(weak('closePrimes')), refusal('closePrimes'))
  checkPublicKey(weak('farEnoughPrimes'))
  const prime = squareRoot(goodModulus) | 1n
  if (smallFactor(prime) === undefined)
    assert.throws(() => checkPublicKey(rsaKey(prime * prime)), refusal('closePrimes'))
})

test('the square root is the integer one', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 4100n }), (value) => {
      const root = squareRoot(value)
      assert.ok(root * root <= value && (root + 1n) * (root + 1n) > value)
      assert.equal(squareRoot(value * value), value)
    }),
  )
})

test('keys of the faulty chip library are refused', () => {
  for (const name of ['roca2048', 'roca4096']) assert.throws(() => checkPublicKey(weak(name)), refusal('roca'))
  assert.ok(isRocaModulus(BigInt(`0x${weakModuli['rocaPublished']}`)))
})

test('a number that merely passes prime by prime is not taken for one of them', () => {
  // Powers of 65537 modulo each prime, but of different exponents: by Chinese remainders.
  const primes = [
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    23n,
    29n,
    31n,
    37n,
    41n,
    43n,
    47n,
    53n,
    59n,
    61n,
    67n,
    71n,
    73n,
    79n,
    83n,
    89n,
    97n,
    101n,
    103n,
    107n,
    109n,
    113n,
    127n,
    131n,
    137n,
    139n,
    149n,
    151n,
    157n,
    163n,
    167n,
  ]
  const combine = (exponent: (index: number) => bigint) => {
    let value = 1n
    let product = 2n
    primes.forEach((prime, index) => {
      const wanted = 65537n ** exponent(index) % prime
      while (value % prime !== wanted) value += product
      product *= prime
    })
    return value
  }
  assert.equal(isRocaModulus(combine(() => 123n)), true)
  assert.equal(isRocaModulus(combine((index) => BigInt(100 + index))), false)
})

test('Debian weak keys of every variant are refused', () => {
  const names = Object.keys(weakModuli).filter((name) => name.startsWith('debian2048_'))
  assert.equal(names.length, 6)
  assert.equal(debian.size, 6 * 32_768)
  for (const name of names) assert.throws(() => checkPublicKey(weak(name), { debian }), refusal('debianWeakKey'), name)
})

test('a list of Debian weak keys is made from the lines of openssl-blacklist', () => {
  const list = loadDebianWeakKeys(
    buildDebianWeakKeys('# comment\n00008be7025d9f1a9088\n00005890bc78bcbee3ca\n\n00008be7025d9f1a9088\n'),
  )
  assert.equal(list.size, 2)
  assert.equal(list.has(goodModulus), false)
  assert.throws(() => buildDebianWeakKeys('nonsense'), TypeError)
  assert.throws(() => loadDebianWeakKeys(Buffer.from('nonsense')), refusal('der'))
})

test('a blocked key is refused by the hash of its SubjectPublicKeyInfo', () => {
  const hash = spkiHash(good)
  assert.throws(() => checkPublicKey(good, { blocked: (other) => other === hash }), refusal('blockedKey'))
})

test('Ed25519 is refused for TLS only', () => {
  const { publicKey } = keyPair('ed25519')
  checkPublicKey(publicKey)
  assert.throws(() => checkPublicKey(publicKey, { tls: true }), refusal('keyType', /Ed25519/))
})

test('the message names where the key was', () => {
  assert.throws(
    () => checkPublicKey(keyPair('rsa-1024').publicKey, { where: 'certificate' }),
    refusal('keySize', /^certificate: /),
  )
})
