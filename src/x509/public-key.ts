import { createHash, createPublicKey, hash, type KeyObject } from 'node:crypto'
import { type AlgorithmIdentifier, isNull, readAlgorithm } from './algorithm.ts'
import { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { oids } from './oid.ts'

export type Curve = 'P-256' | 'P-384' | 'P-521'

interface KeyBase {
  /** Size of the modulus or of the curve's field. */
  readonly bits: number
  /** The whole SubjectPublicKeyInfo element. */
  readonly spki: Buffer
  /** Content of its BIT STRING. */
  readonly keyBytes: Buffer
  /** Imported at first use and kept: the import costs as much as a verification, and it checks EC points. */
  readonly keyObject: KeyObject
}

export interface RsaPublicKey extends KeyBase {
  readonly kind: 'rsa'
  readonly modulus: bigint
  readonly exponent: bigint
}

export interface EcPublicKey extends KeyBase {
  readonly kind: 'ec'
  readonly curve: Curve
}

export interface Ed25519PublicKey extends KeyBase {
  readonly kind: 'ed25519'
}

export type PublicKey = RsaPublicKey | EcPublicKey | Ed25519PublicKey

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7, RFC 3279 2.3, RFC 5480, RFC 8410): RSA with NULL parameters, the three
 * NIST curves by name with an uncompressed point, Ed25519. Says nothing about strength: that is `checkPublicKey`.
 */
export function parsePublicKey(spki: Buffer): PublicKey {
  const reader = new DerReader(spki)
  const key = readPublicKey(reader)
  reader.finish()
  return key
}

export function readPublicKey(reader: DerReader): PublicKey {
  const start = reader.position
  const info = reader.sequence()
  const algorithm = readAlgorithm(info)
  const keyBytes = info.bitString()
  info.finish()
  const spki = reader.bytes.subarray(start, reader.position)
  switch (algorithm.oid) {
    case oids.rsaEncryption:
      return rsa(algorithm, keyBytes, spki)
    case oids.ecPublicKey:
      return ec(algorithm, keyBytes, spki)
    case oids.ed25519:
      return ed25519(algorithm, keyBytes, spki)
    case oids.rsassaPss:
      throw new X509Error('unsupportedKey', 'RSA keys restricted to PSS (id-RSASSA-PSS) are not supported')
    default:
      throw new X509Error(
        'unsupportedKey',
        `keys of the algorithm ${algorithm.oid} are not supported: RSA, P-256, P-384, P-521`,
      )
  }
}

/** SHA-256 of the SubjectPublicKeyInfo in lower-case hex: the name of a key in tables of blocked and used keys. */
export const spkiHash = (key: PublicKey): string => hash('sha256', key.spki, 'hex')

/** RFC 7093 2 (1): the leftmost 160 bits of the SHA-256 of the key bits. */
export const keyIdentifier = (key: PublicKey): Buffer =>
  createHash('sha256').update(key.keyBytes).digest().subarray(0, 20)

/** The public half of a private or public key of node:crypto. */
export const publicKeyOf = (key: KeyObject): PublicKey =>
  parsePublicKey((key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' }))

function rsa(algorithm: AlgorithmIdentifier, keyBytes: Buffer, spki: Buffer): RsaPublicKey {
  if (!isNull(algorithm.parameters))
    throw new X509Error('badKey', 'an RSA key must carry NULL parameters (RFC 3279 2.3.1)')
  const reader = new DerReader(keyBytes)
  const fields = reader.sequence()
  const modulus = fields.unsigned()
  const exponent = fields.unsigned()
  const bits = modulus.toString(2).length
  fields.finish()
  reader.finish()
  if (modulus === 0n || exponent === 0n) throw new X509Error('badKey', 'the RSA modulus or exponent is zero')
  // Our own upper limit for the size, BR 6.1.6 for the exponent. They stand here because a verification with larger
  // numbers costs milliseconds, and a request is verified before its key is judged.
  if (bits > 8192) throw new X509Error('keySize', `the RSA key has ${bits} bits, at most 8192 are allowed`)
  if (exponent >> 256n !== 0n) throw new X509Error('keyExponent', 'the RSA exponent is larger than 2^256')
  return withKeyObject({ kind: 'rsa', bits, modulus, exponent, spki, keyBytes })
}

const curves = new Map<string, { curve: Curve; bits: number }>([
  [oids.prime256v1, { curve: 'P-256', bits: 256 }],
  [oids.secp384r1, { curve: 'P-384', bits: 384 }],
  [oids.secp521r1, { curve: 'P-521', bits: 521 }],
])

function ec(algorithm: AlgorithmIdentifier, keyBytes: Buffer, spki: Buffer): EcPublicKey {
  // RFC 5480 2.1.1: namedCurve only; explicit parameters have been used to pass off other curves (CVE-2020-0601).
  const parameters = algorithm.parameters === undefined ? undefined : new DerReader(algorithm.parameters)
  if (parameters === undefined || parameters.tag !== 6) {
    throw new X509Error('curve', 'the curve of an EC key must be given by name (RFC 5480 2.1.1)')
  }
  const dotted = parameters.oid()
  const found = curves.get(dotted)
  if (found === undefined) throw new X509Error('curve', `the curve ${dotted} is not supported: P-256, P-384, P-521`)
  if (keyBytes[0] !== 4 || keyBytes.length !== 1 + 2 * Math.ceil(found.bits / 8)) {
    throw new X509Error('badKey', `the ${found.curve} point must be uncompressed and of the curve's size`)
  }
  return withKeyObject({ kind: 'ec', ...found, spki, keyBytes })
}

function ed25519(algorithm: AlgorithmIdentifier, keyBytes: Buffer, spki: Buffer): Ed25519PublicKey {
  if (algorithm.parameters !== undefined || keyBytes.length !== 32) {
    throw new X509Error('badKey', 'an Ed25519 key has 32 bytes and no parameters (RFC 8410 3)')
  }
  return withKeyObject({ kind: 'ed25519', bits: 256, spki, keyBytes })
}

function withKeyObject<T extends { spki: Buffer; kind: string }>(fields: T): T & { readonly keyObject: KeyObject } {
  let keyObject: KeyObject | undefined
  return {
    ...fields,
    get keyObject() {
      keyObject ??= importKey(fields.spki, fields.kind)
      return keyObject
    },
  }
}

function importKey(spki: Buffer, kind: string): KeyObject {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' })
  } catch {
    throw new X509Error('badKey', kind === 'ec' ? 'the EC point is not on its curve' : 'the public key is not valid')
  }
}
