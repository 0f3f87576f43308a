import {
  checkPrimeSync,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * Certificate requests that no CA may take, each with one fault and otherwise right: signed by the key that it is for.
 * Encoded and signed here, by hand, so that nothing of ours stands in the way of a fault.
 */
export const oddCsrs = {
  'RSA with 1024 bits': () => signedBy(vectorKey('rsa-1024')),
  Ed25519: () => signedBy(vectorKey('ed25519')),
  'an elliptic curve that is not a NIST one': () =>
    signedBy(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
  DSA: () => signedBy(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey),
  'an RSA modulus with a small factor': () => rsaCsr(primesOf(2048, () => [751n, prime(1024), prime(1015)])),
  'an RSA modulus of close primes': () => {
    const first = prime(1024)
    return rsaCsr([first, nextPrime(first + 2n)])
  },
  'an RSA key of the ROCA chips': () => rsaCsr([rocaPrime(), rocaPrime()]),
  'an RSA exponent of 3': () => rsaCsr([prime(1024, 3n), prime(1024, 3n)], 3n),
  'an RSA modulus that is not whole octets': () => rsaCsr([prime(1026), prime(1026)]),
  'a signature with SHA-1': () => signedBy(vectorKey('rsa-2048'), { hash: 'sha1' }),
  'a signature that does not fit': () => {
    const der = goodCsr()
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1)
    return der
  },
  'a signature by another key': () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    return signedBy(vectorKey('P-256'), { signWith: other })
  },
  'bytes behind its end': () => Buffer.concat([goodCsr(), Buffer.from([0])]),
  'an end that is missing': () => goodCsr().subarray(0, -7),
  'a length that is not DER': () => {
    const der = goodCsr()
    // SEQUENCE with its length in one octet more than needed.
    return Buffer.concat([Buffer.from([0x30, 0x83, 0, ...der.subarray(2, 4)]), der.subarray(4)])
  },
  'no structure at all': () => Buffer.from('certainly not a certificate request'),
  '2,000 names': () => signedBy(vectorKey('P-256'), { names: many(2_000) }),
  '10,000 names': () => signedBy(vectorKey('P-256'), { names: many(10_000) }),
  'an IP address among its names': () => signedBy(vectorKey('P-256'), { addresses: [[192, 0, 2, 1]] }),
} satisfies Record<string, () => Buffer>

/** A request with nothing wrong, for `example.com`, P-256. */
export function goodCsr(names: readonly string[] = []): Buffer {
  return signedBy(vectorKey('P-256'), { names })
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index}.example.com`)
}

function vectorKey(name: string) {
  return createPrivateKey(readFileSync(new URL(`../vectors/x509/${name}.key.pem`, import.meta.url)))
}

interface Oddity {
  readonly hash?: 'sha1' | 'sha256'
  readonly names?: readonly string[]
  readonly addresses?: readonly (readonly number[])[]
  readonly signWith?: KeyObject
}

function signedBy(
  key: KeyObject,
  { hash = 'sha256', names = [], addresses = [], signWith = key }: Oddity = {},
): Buffer {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const info = requestInfo(spki, names, addresses)
  const type = key.asymmetricKeyType ?? ''
  const algorithm = signatureAlgorithms[`${type} ${hash}`] ?? ''
  const signature = type === 'ed25519' ? sign(null, info, signWith) : sign(hash, info, signWith)
  const parameters = type === 'rsa' ? [tlv(0x05)] : []
  return sequence(info, sequence(oid(algorithm), ...parameters), bits(signature))
}

/** Hexadecimal content octets. */
const signatureAlgorithms: Readonly<Record<string, string>> = {
  'rsa sha256': '2a864886f70d01010b',
  'rsa sha1': '2a864886f70d010105',
  'ec sha256': '2a8648ce3d040302',
  'dsa sha256': '608648016503040302',
  'ed25519 sha256': '2b6570',
}

function requestInfo(spki: Buffer, names: readonly string[], addresses: readonly (readonly number[])[] = []): Buffer {
  const subject = sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from('example.com')))))
  const general = [
    ...names.map((name) => tlv(0x82, Buffer.from(name))),
    ...addresses.map((address) => tlv(0x87, Buffer.from(address))),
  ]
  const extension = sequence(oid('551d11'), tlv(0x04, sequence(...general)))
  const attributes = general.length === 0 ? [] : [sequence(oid('2a864886f70d01090e'), tlv(0x31, sequence(extension)))]
  return sequence(tlv(0x02, Buffer.from([0])), subject, spki, tlv(0xa0, ...attributes))
}

/** RSA from given primes, which OpenSSL would refuse to make or to sign with: by hand, PKCS#1 1.5 with SHA-256. */
function rsaCsr(primes: readonly bigint[], exponent = 65_537n): Buffer {
  const modulus = primes.reduce((product, factor) => product * factor, 1n)
  const order = primes.reduce((product, factor) => product * (factor - 1n), 1n)
  const key = sequence(integer(modulus), integer(exponent))
  const spki = sequence(sequence(oid('2a864886f70d010101'), tlv(0x05)), bits(key))
  const info = requestInfo(spki, [])
  const digest = createHash('sha256').update(info).digest()
  const digestInfo = sequence(sequence(oid('608648016503040201'), tlv(0x05)), tlv(0x04, digest))
  const size = Math.ceil(modulus.toString(2).length / 8)
  const padding = Buffer.alloc(size - 3 - digestInfo.length, 0xff)
  const message = Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), digestInfo])
  const signature = power(fromBuffer(message), inverse(exponent, order), modulus)
  const algorithm = sequence(oid(signatureAlgorithms['rsa sha256'] ?? ''), tlv(0x05))
  return sequence(info, algorithm, bits(toBuffer(signature, size)))
}

/** Factors whose product has just this many bits. */
function primesOf(size: number, make: () => bigint[]): bigint[] {
  for (;;) {
    const factors = make()
    if (factors.reduce((product, factor) => product * factor, 1n).toString(2).length === size) return factors
  }
}

/** Its two highest bits are set, so that the product of two has the sum of their lengths. */
function prime(size: number, exponent = 65_537n): bigint {
  for (;;) {
    const found = generatePrimeSync(size, { bigint: true })
    if (found >> BigInt(size - 2) === 3n && (found - 1n) % exponent !== 0n) return found
  }
}

function nextPrime(from: bigint): bigint {
  let candidate = from
  while (!checkPrimeSync(candidate)) candidate += 2n
  return candidate
}

/** A prime that is a power of 65537 modulo each of the 39 primes up to 167 (Nemec et al. 2017, section 2.2). */
function rocaPrime(): bigint {
  const small = Array.from({ length: 166 }, (_, index) => BigInt(index + 2)).filter((n) => checkPrimeSync(n))
  const product = small.reduce((all, factor) => all * factor, 1n)
  const residue = power(65_537n, BigInt(1 + Math.floor(Math.random() * 1e9)), product)
  let candidate = (prime(1024) / product) * product + residue
  while (!checkPrimeSync(candidate)) candidate += product
  return candidate
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b, x, y] = [b, a - quotient * b, y, x - quotient * y]
  }
  if (a !== 1n) throw new Error('not invertible')
  return ((x % modulus) + modulus) % modulus
}

function fromBuffer(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`)
}

function toBuffer(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex')
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return tlv(0x02, Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex'))
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'))
}

function bits(content: Buffer): Buffer {
  return tlv(0x03, Buffer.from([0]), content)
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts)
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}
