import { type CertificateIdentifier, type Clock, type Identifier, randomId, type Validator } from '../core/index.ts'
import type { CaaCheck, Transaction } from '../storage/index.ts'

/** Asks CAA once per name for as long as an answer counts: the longer of its TTL and 8 hours (BR 3.2.2.8). */
export interface CaaGate {
  check(identifiers: readonly CertificateIdentifier[]): Promise<CaaVerdict>
}

export type CaaVerdict =
  | { readonly permitted: true; readonly checks: readonly FreshCheck[] }
  | { readonly permitted: false; readonly problem: string; readonly checks: readonly FreshCheck[] }

/** A check that was made now and is to be kept with the certificate it was made for. */
export type FreshCheck = Omit<CaaCheck, 'certificateId'>

export function createCaaGate(options: { readonly validator: Validator; readonly clock: Clock }): CaaGate {
  const { validator, clock } = options
  /** Permissions only: a refusal is asked again each time, so that a customer who mends it need not wait. */
  const permitted = new Map<Identifier, number>()

  return {
    async check(identifiers) {
      const names = identifiers
        .map(({ identifier }) => identifier)
        .filter((name) => (permitted.get(name) ?? 0) <= clock.now())
      const checks: FreshCheck[] = []
      const problems: string[] = []
      // A few at a time: 250 names must not become 250 queries at once.
      for (let start = 0; start < names.length; start += concurrency) {
        const batch = names.slice(start, start + concurrency)
        const outcomes = await Promise.all(batch.map((name) => validator.checkCaa(name)))
        outcomes.forEach((outcome, index) => {
          const identifier = batch[index]
          if (identifier === undefined) return
          const at = clock.now()
          checks.push({ id: randomId(), identifier, at, permitted: outcome.permitted, found: outcome.found })
          if (outcome.permitted) remember(permitted, identifier, outcome.validUntil)
          else problems.push(outcome.problem)
        })
      }
      return problems.length === 0
        ? { permitted: true, checks }
        : { permitted: false, problem: problems.join('; '), checks }
    },
  }
}

export async function keepChecks(tx: Transaction, certificateId: number, verdict: CaaVerdict): Promise<void> {
  for (const check of verdict.checks) await tx.challenges.insertCaaCheck({ ...check, certificateId })
}

const concurrency = 8
const maximumRemembered = 100_000

function remember(permitted: Map<Identifier, number>, identifier: Identifier, until: number): void {
  permitted.delete(identifier)
  permitted.set(identifier, until)
  const [oldest] = permitted.keys()
  if (permitted.size > maximumRemembered && oldest !== undefined) permitted.delete(oldest)
}
