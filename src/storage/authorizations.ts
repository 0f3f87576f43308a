import type { Authorization, Challenge, ChallengeStatus, Instant, ValidationAttempt } from '../core/index.ts'

export interface AuthorizationReader {
  /** The account's newest proof per name and method, for these names, not older than `since`. */
  proofs(accountId: number, identifiers: readonly string[], since: Instant): Promise<readonly Authorization[]>
}

export interface AuthorizationWriter {
  insert(authorization: Authorization): Promise<void>
}

export interface ChallengeReader {
  byId(id: string): Promise<Challenge | undefined>
  ofCertificate(certificateId: number): Promise<readonly Challenge[]>
  /** The pending e-mail challenge behind an approval link. */
  byEmailTokenHash(tokenHash: string): Promise<Challenge | undefined>
  /** Certificate requests of the account with a pending challenge at this domain. */
  waitingFor(accountId: number, authorizationDomain: string): Promise<readonly number[]>
  attemptsOf(challengeId: string): Promise<readonly ValidationAttempt[]>
}

export interface ChallengeWriter {
  insert(challenges: readonly NewChallenge[]): Promise<void>
  /** From `pending`; false if it is not pending any more. */
  finish(id: string, status: Exclude<ChallengeStatus, 'pending'>, at: Instant, problem: string | null): Promise<boolean>
  cancelOfCertificate(certificateId: number, at: Instant): Promise<void>
  /** Counts an attempt, keeps what it found, and sets the problem. */
  recordAttempt(id: string, attempts: readonly ValidationAttempt[], problem: string | null): Promise<void>
  /** A new approval link for an e-mail challenge: the old one ends. */
  setEmailToken(id: string, tokenHash: string): Promise<void>
  insertCaaCheck(check: CaaCheck): Promise<void>
}

export type NewChallenge = Omit<Challenge, 'status' | 'validatedAt' | 'attempts' | 'problem'>

export interface CaaCheck {
  readonly id: string
  readonly certificateId: number
  readonly identifier: string
  readonly at: Instant
  readonly permitted: boolean
  readonly found: string
}
