/**
 * Ids of SSL API 2.0 and 1.0. A class has a prefix of two letters. One number series per kind starts at 1,000,000;
 * 2.0 prints at least 8 digits, 1.0 at least 7 (decision 15). Longer numbers have no leading zeros.
 */
export interface PrefixedId {
  /** Two capitals. Whether the object's class has this prefix is the caller's question. */
  readonly prefix: string
  readonly number: number
}

/** `DK12345678`. */
export function formatCertificateId(prefix: string, number: number): string {
  return prefix + pad(number, 8)
}

/** `DKO12345678`: the letter O, which the manual's scan shows as zero (reference 7, row 18). */
export function formatOrderId(prefix: string, number: number): string {
  return `${prefix}O${pad(number, 8)}`
}

/** Undefined for anything else, ids of orders among it. */
export function parseCertificateId(text: string): PrefixedId | undefined {
  const [, prefix, digits] = /^([A-Z]{2})(\d+)$/.exec(fold(text)) ?? []
  return prefix !== undefined && digits !== undefined && isPadded(digits, 8) ? idOf(prefix, digits) : undefined
}

/**
 * Accepts a zero for the O. That cannot be a certificate's id: behind the prefix stands then a zero and at least eight
 * digits more, and a certificate's number has a leading zero only where it is padded to exactly eight.
 */
export function parseOrderId(text: string): PrefixedId | undefined {
  const [, prefix, digits] = /^([A-Z]{2})[O0](\d+)$/.exec(fold(text)) ?? []
  return prefix !== undefined && digits !== undefined && isPadded(digits, 8) ? idOf(prefix, digits) : undefined
}

/** SSL API 1.0: `DK1234567`, and its sub `DK1234567-001` when a sequence is given. */
export function formatLegacyCertificateId(prefix: string, number: number, sequence?: number): string {
  const id = prefix + pad(number, 7)
  return sequence === undefined ? id : `${id}-${pad(sequence, 3)}`
}

export interface LegacyId extends PrefixedId {
  /** Of a sub, from 1; undefined where the id names the certificate. */
  readonly sequence: number | undefined
}

/** A certificate or a sub of 1.0. `DK12345678`, a number grown to eight digits, is a 2.0 id as well. */
export function parseLegacyCertificateId(text: string): LegacyId | undefined {
  const [, prefix, digits, sub] = /^([A-Z]{2})(\d+)(?:-(\d+))?$/.exec(fold(text)) ?? []
  if (prefix === undefined || digits === undefined || !isPadded(digits, 7)) return undefined
  if (sub !== undefined && (!isPadded(sub, 3) || Number(sub) === 0)) return undefined
  return { prefix, number: Number(digits), sequence: sub === undefined ? undefined : Number(sub) }
}

/** `CC-12345678`. */
export function formatContactId(number: number): string {
  return `CC-${pad(number, 8)}`
}

export function parseContactId(text: string): number | undefined {
  const digits = /^CC-(\d+)$/.exec(fold(text))?.[1]
  return digits !== undefined && isPadded(digits, 8) ? Number(digits) : undefined
}

/** `FAIL1234567`: names the audit row of a failed order and no certificate (decision 12). */
export function formatFailId(number: number): string {
  return `FAIL${pad(number, 7)}`
}

export function parseFailId(text: string): number | undefined {
  const digits = /^FAIL(\d+)$/.exec(fold(text))?.[1]
  return digits !== undefined && isPadded(digits, 7) ? Number(digits) : undefined
}

/** A contact of the registrar side: a person (`P-ABC123`) or an organization (`O-KEY239`) (reference 3.4). */
export interface Handle {
  readonly kind: 'P' | 'O'
  readonly letters: string
  readonly number: number
}

export function formatHandle({ kind, letters, number }: Handle): string {
  return `${kind}-${letters}${number}`
}

export function parseHandle(text: string): Handle | undefined {
  const [, kind, letters, digits] = /^([PO])-([A-Z]{1,10})(\d{1,15})$/.exec(fold(text)) ?? []
  if ((kind !== 'P' && kind !== 'O') || letters === undefined || digits === undefined) return undefined
  return isPadded(digits, 1) ? { kind, letters, number: Number(digits) } : undefined
}

function idOf(prefix: string, digits: string): PrefixedId {
  return { prefix, number: Number(digits) }
}

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0')
}

/** Printed by `pad`: exactly this wide, or wider without leading zeros. Up to 15 digits, which a number can hold. */
function isPadded(digits: string, width: number): boolean {
  return digits.length === width || (digits.length > width && digits.length <= 15 && !digits.startsWith('0'))
}

function fold(text: string): string {
  return text.trim().toUpperCase()
}
