import type { Lint } from './lint-subject.ts'

/** RSA of 2048 to 8192 bits in whole octets with an odd exponent from 65537 on, or one of the three NIST curves. */
export const publicKeyLint: Lint = {
  name: 'public-key',
  source: 'BR 6.1.5, 6.1.6, 7.1.3.1',
  check({ certificate: { publicKey } }) {
    if (publicKey.kind === 'ed25519') return 'Ed25519 keys are not allowed'
    if (publicKey.kind === 'ec') return undefined
    const { bits, exponent } = publicKey
    if (bits < 2048 || bits > 8192 || bits % 8 !== 0) return `an RSA key of ${bits} bits is not allowed`
    return exponent % 2n === 1n && exponent >= 65537n && exponent >> 256n === 0n
      ? undefined
      : 'the RSA exponent is not allowed'
  },
}
