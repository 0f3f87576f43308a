import { ConfigError } from './config-error.ts'
import type { VariableName } from './env.ts'

/** `0` or `1`; not set is `0`. */
export function parseFlag(name: VariableName, value: string | undefined): boolean {
  if (value === undefined || value === '0') return false
  if (value === '1') return true
  throw new ConfigError(name, `${name} must be 0 or 1.`)
}

export function parseInteger(
  name: VariableName,
  value: string | undefined,
  fallback: number,
  min: number,
  max: number,
): number {
  if (value === undefined) return fallback
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new ConfigError(name, `${name} must be a whole number from ${min} to ${max}.`)
}

/** A DNS name in A-labels, in lower case and without a trailing dot. */
export function parseHostName(name: VariableName, value: string): string {
  const host = value.toLowerCase().replace(/\.$/, '')
  if (host.length <= 253 && host.split('.').every((label) => labelPattern.test(label))) return host
  throw new ConfigError(name, `${name} must be a DNS name, not ${quote(value)}.`)
}

/** Separated by commas, with or without blanks. */
export function parseHostNames(name: VariableName, value: string | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  return withoutDuplicates(
    name,
    value.split(',').map((part) => parseHostName(name, part.trim())),
  )
}

export function withoutDuplicates(name: VariableName, values: readonly string[]): readonly string[] {
  const twice = values.find((value, index) => values.indexOf(value) !== index)
  if (twice === undefined) return values
  throw new ConfigError(name, `${name} names ${quote(twice)} twice.`)
}

/** The bare address: what stands between `<` and `>`, of the form that SMTP's MAIL FROM takes without quoting. */
export function parseMailAddress(name: VariableName, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const [, local, domain, ...more] = /^([^@]+)@([^@]+)$/.exec(value) ?? []
  const good =
    local !== undefined &&
    domain !== undefined &&
    more.length === 0 &&
    local.length <= 64 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) &&
    domain.length <= 253 &&
    (domain.split('.').every((label) => labelPattern.test(label.toLowerCase())) || /^\[[0-9A-Fa-f:.]+\]$/.test(domain))
  if (good) return value
  throw new ConfigError(name, `${name} must be one mail address like reseal@example.com, not ${quote(value)}.`)
}

/** For values that are not secret only. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
}

const labelPattern = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/
