import type { PropertySource } from './properties.ts'
import { cleanValue } from './properties.ts'
import { describe, type ReturnCode } from './return-codes.ts'

export interface CommandResponse {
  readonly code: ReturnCode
  /** Default: the code's standard description. */
  readonly description?: string
  /** Seconds. Both times are left out on requests refused before execution (reference 1.5). */
  readonly runtime?: number
  readonly queuetime?: number
  readonly properties?: PropertySource
}

/**
 * The body of an answer, sent with HTTP 200 as `text/plain; charset=utf-8`, in the form that every known client reads
 * (reference 1.5): LF, lower-case keys, single blanks round `=`, code and description first (ELX counts on it), no
 * blank lines, `EOF` and a line end last.
 */
export function encodeResponse(response: CommandResponse): string {
  const { code, description, runtime, queuetime, properties } = response
  // An answer without a description is an invalid answer to the SDKs: "423 Invalid API response".
  const text = description === undefined || description.trim() === '' ? describe(code) : description
  const lines = ['[RESPONSE]', `code = ${code}`, `description = ${cleanValue(text)}`]
  if (runtime !== undefined) lines.push(`runtime = ${formatSeconds(runtime)}`)
  if (queuetime !== undefined) lines.push(`queuetime = ${formatSeconds(queuetime)}`)
  properties?.appendTo(lines)
  lines.push('EOF\n')
  return lines.join('\n')
}

/** Up to three decimals, `0` for zero. */
export function formatSeconds(seconds: number): string {
  return seconds > 0 && Number.isFinite(seconds) ? String(Math.round(seconds * 1000) / 1000) : '0'
}
