import { checkLength } from './derived-keys.ts'
import { SecretsError } from './error.ts'

/**
 * The head of everything made here, which says how to make its keys again:
 *
 *     version(1) kind(1) cost(1) salt(16) check(8)   then, sealed: nonce(12) tag(16) ciphertext; MAC: tag(32)
 *
 * `cost` is log2 of scrypt's N (RFC 7914; r = 8, p = 1). The whole head is authenticated with the content.
 */
export interface Head {
  readonly kind: Kind
  readonly costLog2: number
  readonly salt: Buffer
  readonly check: Buffer
}

export type Kind = 'sealed' | 'mac'

export const saltLength = 16
export const headLength = 3 + saltLength + checkLength

const version = 1
const kinds: readonly Kind[] = ['sealed', 'mac']
// Below is no work for an attacker; above, a changed octet could make us ask for gigabytes.
const lowestCost = 10
const highestCost = 20

export function writeHead({ kind, costLog2, salt, check }: Head): Buffer {
  return Buffer.concat([Buffer.of(version, kinds.indexOf(kind), costLog2), salt, check])
}

/** Throws `damaged` for anything that `writeHead` would not write. */
export function readHead(bytes: Buffer, kind: Kind): Head {
  const costLog2 = bytes[2] ?? 0
  const known = bytes[0] === version && kinds[bytes[1] ?? -1] === kind
  if (bytes.length < headLength || !known || costLog2 < lowestCost || costLog2 > highestCost) {
    throw new SecretsError('damaged')
  }
  const salt = bytes.subarray(3, 3 + saltLength)
  return { kind, costLog2, salt, check: bytes.subarray(3 + saltLength, headLength) }
}
