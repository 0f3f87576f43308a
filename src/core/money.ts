/** An amount in minor units (cents) of the account's currency: always an integer, never a fraction. */
export type Money = number

/** Hundredths of a percent: 16 % is 1600. */
export type BasisPoints = number

/** VAT on a net amount, rounded half away from zero to the minor unit. */
export function vatOf(net: Money, rate: BasisPoints): Money {
  const scaled = BigInt(net) * BigInt(rate)
  const half = scaled < 0n ? -5_000n : 5_000n
  return Number((scaled + half) / 10_000n)
}

/** Always two decimals: `42.00`. */
export function formatMoney(amount: Money): string {
  const sign = amount < 0 ? '-' : ''
  const digits = String(Math.abs(amount)).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Two decimals unless the amount is whole, as seed 004 prints prices: `42`, `6.72`. */
export function formatMoneyShort(amount: Money): string {
  return amount % 100 === 0 ? String(amount / 100) : formatMoney(amount)
}
