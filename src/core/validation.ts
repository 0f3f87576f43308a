import type { Challenge } from './authorization.ts'
import type { Identifier } from './identifier.ts'

/** The validation authority as the registration authority sees it. Never throws for what a remote server does. */
export interface Validator {
  validate(challenge: Challenge, signal?: AbortSignal): Promise<ValidationOutcome>
  /** Whether the CAA records of a name let us issue (RFC 8659). */
  checkCaa(identifier: Identifier, signal?: AbortSignal): Promise<CaaOutcome>
}

export interface ValidationOutcome {
  readonly valid: boolean
  /** For the customer, when not valid: what was looked for, where, and what was found. */
  readonly problem: string | null
  readonly perspectives: readonly PerspectiveResult[]
}

export interface PerspectiveResult {
  readonly perspective: string
  /** The resolver asked, or the address connected to. */
  readonly server: string
  readonly valid: boolean
  readonly found: string
  readonly authenticated: boolean
}

export type CaaOutcome =
  | { readonly permitted: true; readonly validUntil: number; readonly found: string }
  | { readonly permitted: false; readonly problem: string; readonly found: string }
