import type {
  Challenge,
  ChallengeProof,
  ChallengeStatus,
  ControlMethod,
  Identifier,
  ValidationAttempt,
} from '../../core/index.ts'
import type { ChallengeRow, ValidationAttemptRow } from '../schema/tables.ts'

export function challengeOf(row: ChallengeRow): Challenge {
  return {
    id: row.id,
    accountId: row.account_id,
    certificateId: row.certificate_id,
    authorizationDomain: row.authorization_domain as Identifier,
    method: row.method as ControlMethod,
    status: row.status as ChallengeStatus,
    proof: proofOf(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    validatedAt: row.validated_at,
    attempts: row.attempts,
    problem: row.problem,
  }
}

function proofOf(row: ChallengeRow): ChallengeProof {
  const proof = JSON.parse(row.proof) as ChallengeProof
  return proof.method === 'email' ? { ...proof, tokenHash: row.email_token_hash ?? '' } : proof
}

export function attemptOf(row: Omit<ValidationAttemptRow, 'number'>): ValidationAttempt {
  return {
    id: row.id,
    challengeId: row.challenge_id,
    at: row.at,
    perspective: row.perspective,
    server: row.server,
    valid: row.valid === 1,
    found: row.found,
    authenticated: row.authenticated === 1,
  }
}
