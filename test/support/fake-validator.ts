import type { CaaOutcome, Challenge, ValidationOutcome, Validator } from '../../src/core/index.ts'

/** The port of the validation authority, with an answer that the test sets: everything else stays real. */
export interface FakeValidator extends Validator {
  /** Names whose challenges are met from now on; `*` is all. */
  readonly met: Set<string>
  /** Names that CAA forbids. */
  readonly forbidden: Set<string>
  readonly seen: Challenge[]
}

export function fakeValidator(): FakeValidator {
  const met = new Set<string>()
  const forbidden = new Set<string>()
  const seen: Challenge[] = []
  return {
    met,
    forbidden,
    seen,
    validate: async (challenge): Promise<ValidationOutcome> => {
      seen.push(challenge)
      const valid = met.has('*') || met.has(challenge.authorizationDomain)
      const problem = valid ? null : 'nothing was found'
      const perspective = { perspective: 'primary', server: '192.0.2.1', valid, found: '', authenticated: false }
      return { valid, problem, perspectives: [perspective] }
    },
    checkCaa: async (identifier): Promise<CaaOutcome> =>
      forbidden.has(identifier)
        ? { permitted: false, problem: `CAA forbids ${identifier}`, found: 'issue ";"' }
        : { permitted: true, validUntil: 0, found: '' },
  }
}
