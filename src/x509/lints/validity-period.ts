import type { Lint } from './lint-subject.ts'

/** The longest validity at the date of signing. Both ends count (RFC 5280 4.1.2.5), so one second is added. */
export const validityPeriodLint: Lint = {
  name: 'validity-period',
  source: 'BR 6.3.2',
  check({ certificate: { notBefore, notAfter }, context: { maximumValiditySeconds } }) {
    if (notAfter < notBefore) return 'it ends before it begins'
    const seconds = (notAfter - notBefore) / 1000 + 1
    if (seconds <= maximumValiditySeconds) return undefined
    return `it is valid for ${seconds} seconds, at most ${maximumValiditySeconds} are allowed`
  },
}
