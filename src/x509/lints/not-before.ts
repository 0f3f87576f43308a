import type { Lint } from './lint-subject.ts'

/** Within 48 hours of the signing, and never in the future, so that it serves at once. */
export const notBeforeLint: Lint = {
  name: 'not-before',
  source: 'BR 7.1.2.7',
  check({ certificate: { notBefore }, context: { now } }) {
    if (notBefore > now) return 'it begins in the future'
    return now - notBefore <= fortyEightHours ? undefined : 'it begins more than 48 hours ago'
  },
}

const fortyEightHours = 48 * 3600 * 1000
