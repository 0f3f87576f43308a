// BR 6.1.6 asks for no factor below 752 (7 µs on a 2048-bit modulus); going on to 4096 costs 36 µs in all.
const limit = 4096

export const smallPrimes = sieve(limit)

// Each product of neighbouring primes fits a double exactly, so one big division serves several small ones.
const groups = products(smallPrimes)

/** The smallest prime factor below 4096, if there is one. */
export function smallFactor(modulus: bigint): number | undefined {
  if ((modulus & 1n) === 0n) return 2
  for (const { product, primes } of groups) {
    const residue = Number(modulus % product)
    for (const prime of primes) if (residue % prime === 0) return prime
  }
  return undefined
}

function sieve(below: number): number[] {
  const composite = new Uint8Array(below)
  const primes: number[] = []
  for (let candidate = 3; candidate < below; candidate += 2) {
    if (composite[candidate]) continue
    primes.push(candidate)
    for (let multiple = candidate * candidate; multiple < below; multiple += candidate) composite[multiple] = 1
  }
  return primes
}

function products(primes: readonly number[]) {
  const groups: { product: bigint; primes: number[] }[] = []
  let product = 1
  let members: number[] = []
  for (const prime of primes) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      groups.push({ product: BigInt(product), primes: members })
      product = 1
      members = []
    }
    product *= prime
    members.push(prime)
  }
  groups.push({ product: BigInt(product), primes: members })
  return groups
}
