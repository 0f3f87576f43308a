import { InvalidArgumentError } from 'commander'
import { type BasisPoints, countryCode, type Money } from '../core/index.ts'
import { parseContactId } from '../protocols/centralnic/index.ts'

// Readers of arguments. What they throw becomes one sentence of the command line, with the argument's name before it.

export function parseContact(text: string): number {
  const id = parseContactId(text)
  if (id === undefined) throw new InvalidArgumentError('A contact such as CC-12345678 is expected.')
  return id
}

export function parseCountry(text: string): string {
  const code = countryCode(text)
  if (code !== undefined) return code
  throw new InvalidArgumentError('A country code of ISO 3166-1 such as DE is expected.')
}

/** The same as in RESEAL_BOOTSTRAP_ACCOUNT. */
export function parseLogin(text: string): string {
  if (/^[A-Za-z0-9._@-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('A login has letters, digits and . _ @ - and at most 64 of them.')
}

/** In an object, since commander takes a bare null for a value that is missing. */
export function parseLimit(text: string): { readonly limit: Money | null } {
  return { limit: text === 'none' ? null : hundredths(text, 10, 'An amount such as 500.00 is expected, or none.') }
}

export function parsePercent(text: string): BasisPoints {
  const percent = hundredths(text, 3, percentExpected)
  if (percent > 100_00) throw new InvalidArgumentError(percentExpected)
  return percent
}

const percentExpected = 'A percentage from 0 to 100 is expected, with two decimals at most.'

/** Amounts are kept in hundredths, so a currency has to have them: JPY (none) and KWD (thousandths) have not. */
export function parseCurrency(text: string): string {
  const code = text.toUpperCase()
  if (!Intl.supportedValuesOf('currency').includes(code)) {
    throw new InvalidArgumentError('A currency code of ISO 4217 such as EUR is expected.')
  }
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
  if (maximumFractionDigits === 2) return code
  throw new InvalidArgumentError(`Amounts are kept in hundredths, which ${code} does not have.`)
}

/** `500`, `500.5` or `500.50`; no thousands separators, which one country reads as another's decimals. */
function hundredths(text: string, digits: number, expected: string): number {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined || whole.length > digits) throw new InvalidArgumentError(expected)
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}
