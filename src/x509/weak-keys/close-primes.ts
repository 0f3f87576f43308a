// BR 6.1.1.3 (5b): at least 100 rounds of Fermat's factorization method.
const rounds = 100

// A number that is a square is a square modulo each of these; all four let 1 of 250 other numbers through.
const moduli = [64, 63, 65, 11 * 17] as const
const filters = moduli.map((modulus) => {
  const squares = new Uint8Array(modulus)
  for (let value = 0; value < modulus; value++) squares[(value * value) % modulus] = 1
  return { modulus, big: BigInt(modulus), squares }
})

/**
 * Whether the two primes are so close that Fermat's method finds them: n = a² - b² = (a - b)(a + b) with a just above
 * the root of n. Some printers and a FIPS library made such keys (CVE-2022-26320).
 * The rounds run on small residues; a square root is taken only of what may be a square.
 */
export function hasClosePrimes(modulus: bigint): boolean {
  const root = squareRoot(modulus)
  const start = root * root === modulus ? root : root + 1n
  const candidates = new Uint8Array(rounds).fill(1)
  for (const { modulus: small, big, squares } of filters) {
    const n = Number(modulus % big)
    let a = Number(start % big)
    for (let round = 0; round < rounds; round++) {
      const difference = (((a * a - n) % small) + small) % small
      if (squares[difference] === 0) candidates[round] = 0
      if (++a === small) a = 0
    }
  }
  return candidates.some((possible, round) => possible === 1 && isFactored(modulus, start + BigInt(round)))
}

function isFactored(modulus: bigint, a: bigint): boolean {
  const difference = a * a - modulus
  const b = squareRoot(difference)
  return b * b === difference
}

/** The integer square root, by Newton's method from a guess of 52 correct bits. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  const bits = value.toString(16).length * 4
  const shift = BigInt(Math.max(0, bits - 100) & ~1)
  const guess = Math.sqrt(Number(value >> shift))
  // A little too high: from above, Newton's steps fall monotonically to the root.
  let root = (BigInt(Math.ceil(guess * (1 + 2 ** -50))) + 1n) << (shift / 2n)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
