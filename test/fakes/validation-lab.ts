import type { Challenge, ChallengeProof, Clock, Identifier, Logger, Validator } from '../../src/core/index.ts'
import { createValidator, type ValidationTimeouts, type ValidatorOptions } from '../../src/validation/index.ts'
import { type Lab, startLab } from '../../lab/index.ts'

/** The laboratory with a validator that uses it, for the tests of validation. */
export interface ValidationLab extends Lab {
  readonly clock: Clock & { time: number }
  /** Private addresses are allowed, unless the test says otherwise. */
  validator(overrides?: Partial<ValidatorOptions>): Validator
  resetAll(): void
}

export async function startValidationLab(): Promise<ValidationLab> {
  const lab = await startLab()
  const clock = { time: Date.UTC(2026, 10, 22), now: () => clock.time }
  return {
    ...lab,
    clock,
    validator: (overrides = {}) =>
      createValidator({
        clock,
        logger: silentLogger,
        dnsServers: [lab.dns],
        httpPort: lab.web.httpPort,
        httpsPort: lab.web.httpsPort,
        allowPrivate: true,
        caaIdentities: ['ca.reseal.test'],
        timeouts: { dnsTry: 2_000, connect: 3_000, silence: 3_000, total: 10_000 },
        ...overrides,
      }),
    resetAll() {
      lab.dns.reset()
      lab.web.reset()
      lab.mail.reset()
    },
  }
}

/** For tests that wait for a timeout; others would fail on a busy machine. */
export const hurried: ValidationTimeouts = { dnsTry: 100, connect: 300, silence: 250, total: 900 }

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A pending challenge made on 22 November 2026. */
export function makeChallenge(domain: string, proof: ChallengeProof): Challenge {
  const createdAt = Date.UTC(2026, 10, 22)
  return {
    id: 'challenge-1',
    accountId: 1,
    certificateId: 1_000_000,
    authorizationDomain: domain as Identifier,
    method: proof.method,
    status: 'pending',
    proof,
    createdAt,
    expiresAt: createdAt + 30 * 86_400_000,
    validatedAt: null,
    attempts: 0,
    problem: null,
  }
}
