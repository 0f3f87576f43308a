import { smallPrimes } from './small-factors.ts'

/**
 * CVE-2017-15361 (ROCA): a chip library made primes of the form k·M + (65537^a mod M), M the product of the first primes.
 * So the modulus is a power of 65537 modulo M too. Nemec et al., "The Return of Coppersmith's Attack", CCS 2017,
 * section 2.2. The first 39 primes are in the M of every key size; a random modulus passes once in 2^154.
 */
export function isRocaModulus(modulus: bigint): boolean {
  const reduced = modulus % product
  const logarithms: { prime: number; logarithm: number }[] = []
  for (const { prime, table } of tables) {
    const logarithm = table[Number(reduced % BigInt(prime))] as number
    // Nearly every good key ends here, after two or three primes.
    if (logarithm < 0) return false
    logarithms.push({ prime, logarithm })
  }
  return haveCommonSolution(logarithms)
}

const primes = smallPrimes.filter((prime) => prime <= 167)
const product = primes.reduce((all, prime) => all * BigInt(prime), 1n)

// The primes where 65537 generates the smallest part of the group come first: they refuse soonest.
const tables = primes
  .map((prime) => ({ prime, table: logarithmsOf65537(prime) }))
  .toSorted((a, b) => share(a.table) - share(b.table))
const orders = new Map(tables.map(({ prime, table }) => [prime, table.filter((logarithm) => logarithm >= 0).length]))

/** For each residue the exponent of 65537 that gives it, or -1. */
function logarithmsOf65537(prime: number): Int16Array {
  const table = new Int16Array(prime).fill(-1)
  let power = 1
  for (let exponent = 0; table[power] === -1; exponent++) {
    table[power] = exponent
    power = (power * 65537) % prime
  }
  return table
}

function share(table: Int16Array): number {
  return table.filter((logarithm) => logarithm >= 0).length / table.length
}

/** One exponent must serve all primes: congruences modulo the same prime power must agree (Chinese remainder theorem). */
function haveCommonSolution(logarithms: readonly { prime: number; logarithm: number }[]): boolean {
  const strongest = new Map<number, { power: number; residue: number }>()
  for (const { prime, logarithm } of logarithms) {
    for (const [factor, power] of primePowers(orders.get(prime) as number)) {
      const known = strongest.get(factor)
      const shared = Math.min(known?.power ?? 1, power)
      if (known !== undefined && known.residue % shared !== logarithm % shared) return false
      if (known === undefined || power > known.power) strongest.set(factor, { power, residue: logarithm % power })
    }
  }
  return true
}

function primePowers(value: number): [factor: number, power: number][] {
  const powers: [number, number][] = []
  for (let factor = 2, rest = value; rest > 1; factor++) {
    let power = 1
    for (; rest % factor === 0; rest /= factor) power *= factor
    if (power > 1) powers.push([factor, power])
  }
  return powers
}
