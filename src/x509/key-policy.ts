import { X509Error, within } from './error.ts'
import { type PublicKey, type RsaPublicKey, spkiHash } from './public-key.ts'
import { hasClosePrimes } from './weak-keys/close-primes.ts'
import type { DebianWeakKeys } from './weak-keys/debian-weak-keys.ts'
import { isRocaModulus } from './weak-keys/roca.ts'
import { smallFactor } from './weak-keys/small-factors.ts'

export interface KeyCheckOptions {
  /** For a TLS class: Ed25519 is refused (BR 6.1.5 knows RSA and the NIST curves only). */
  readonly tls?: boolean
  /** Asked with the SHA-256 of the SubjectPublicKeyInfo in hex: keys that operators have blocked. */
  readonly blocked?: (spkiSha256: string) => boolean
  readonly debian?: DebianWeakKeys
  /** What the key is in, for the message. */
  readonly where?: string
}

/**
 * Refuses keys that no CA may certify (BR 6.1.1.3, 6.1.5, 6.1.6): each fault an X509Error with its own code: keyType,
 * keySize, keyExponent, smallFactor, roca, debianWeakKey, closePrimes, badKey, blockedKey.
 */
export function checkPublicKey(key: PublicKey, options: KeyCheckOptions = {}): void {
  within(options.where ?? 'CSR', () => {
    if (key.kind === 'ed25519' && options.tls === true) {
      throw new X509Error(
        'keyType',
        'Ed25519 keys are not allowed in publicly trusted TLS certificates; use RSA or P-256',
      )
    }
    if (key.kind === 'rsa') checkRsa(key, options.debian)
    // The import checks that the point is on its curve (BR 6.1.6); it is kept, so it costs nothing a second time.
    else void key.keyObject
    if (options.blocked?.(spkiHash(key)) === true) {
      throw new X509Error(
        'blockedKey',
        'this public key is blocked, its private key is known to others; make a new key',
      )
    }
  })
}

/** The upper limits, 8192 bits and 2^256, are those of the reader: no larger key gets this far. */
function checkRsa({ bits, modulus, exponent }: RsaPublicKey, debian: DebianWeakKeys | undefined): void {
  if (bits < 2048) throw new X509Error('keySize', `the RSA key has ${bits} bits, at least 2048 are required`)
  if (bits % 8 !== 0) throw new X509Error('keySize', `the RSA key has ${bits} bits, which is not a multiple of 8`)
  // BR 6.1.6 allows 3 and recommends 2^16+1 to 2^256-1; the recommendation is the rule here.
  if ((exponent & 1n) === 0n) throw new X509Error('keyExponent', 'the RSA exponent is even')
  if (exponent < 65537n)
    throw new X509Error('keyExponent', `the RSA exponent is ${exponent}, at least 65537 is required`)
  const factor = smallFactor(modulus)
  if (factor !== undefined)
    throw new X509Error('smallFactor', `the RSA modulus is divisible by ${factor}; make a new key`)
  if (isRocaModulus(modulus)) {
    throw new X509Error(
      'roca',
      'the RSA key was made by a faulty chip (ROCA, CVE-2017-15361); make a new key in software',
    )
  }
  if (debian?.has(modulus) === true) {
    throw new X509Error('debianWeakKey', 'the RSA key is one of the Debian weak keys (CVE-2008-0166); make a new key')
  }
  if (hasClosePrimes(modulus)) {
    throw new X509Error('closePrimes', 'the two primes of the RSA key are too close to each other; make a new key')
  }
}
