import { hash } from 'node:crypto'
import { X509Error } from '../error.ts'

/**
 * CVE-2008-0166: Debian's OpenSSL made keys from nothing but the process id between 2006 and 2008, so all of them are known.
 * BR 6.1.1.3 (5) refuses them. A key is named as in Debian's openssl-blacklist: SHA-1 of "Modulus=HEX\n"; the list
 * keeps the last 6 octets of each, sorted, after an 8-octet head: a good key is mistaken once in about 10^9.
 *
 * The list that ships has the RSA-2048 keys of `openssl genrsa`, e = 65537, for process ids 0 to 32767 on i386 and amd64
 * with ~/.rnd absent, unreadable and readable: 196,608 keys, computed anew by test/vectors/x509/debian-weak-keys.c, whose
 * keys of process 100 equal the published ones in all six variants. Of nine lines of Debian's own RSA-2048 list at hand
 * it has seven; the other two are presumably of big-endian machines.
 * It lacks other sizes (the same program makes 4096 bits, in 13 hours of one core), big-endian machines, EC keys, and keys
 * of programs that ask for random numbers in another order (ssh-keygen, -rand files).
 * Operators who have openssl-blacklist make a larger list with `buildDebianWeakKeys`.
 */
export interface DebianWeakKeys {
  readonly size: number
  has(modulus: bigint): boolean
}

/** The list that ships with the module; the composition root reads it and gives its bytes to `loadDebianWeakKeys`. */
export const debianWeakKeysFile = new URL('./debian-weak-keys.bin', import.meta.url)

const head = Buffer.from('DEBWEAK1', 'latin1')
const width = 6

export function loadDebianWeakKeys(file: Buffer): DebianWeakKeys {
  const names = file.subarray(head.length)
  if (!file.subarray(0, head.length).equals(head) || names.length % width !== 0) {
    throw new X509Error('der', 'this is not a list of Debian weak keys')
  }
  const size = names.length / width
  return { size, has: (modulus) => find(names, size, nameOf(modulus)) }
}

/**
 * Makes such a file from the lines of openssl-blacklist (the last 20 hex digits of each SHA-1, `#` for comments): give it
 * the text of blacklist.RSA-2048, blacklist.RSA-4096 and so on, joined.
 */
export function buildDebianWeakKeys(lines: string): Buffer {
  const names = new Set<number>()
  for (const line of lines.split('\n')) {
    const hex = line.trim().toLowerCase()
    if (/^[0-9a-f]{20}$/.test(hex)) names.add(Number.parseInt(hex.slice(-2 * width), 16))
    else if (hex !== '' && !hex.startsWith('#')) throw new TypeError(`not a line of openssl-blacklist: ${line}`)
  }
  const file = Buffer.alloc(head.length + names.size * width)
  head.copy(file)
  const sorted = Float64Array.from(names).toSorted()
  sorted.forEach((name, index) => file.writeUIntBE(name, head.length + index * width, width))
  return file
}

function nameOf(modulus: bigint): number {
  const digest = hash('sha1', `Modulus=${modulus.toString(16).toUpperCase()}\n`, 'buffer')
  return digest.readUIntBE(digest.length - width, width)
}

function find(names: Buffer, size: number, wanted: number): boolean {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = names.readUIntBE(middle * width, width)
    if (found === wanted) return true
    if (found < wanted) low = middle + 1
    else high = middle
  }
  return false
}
