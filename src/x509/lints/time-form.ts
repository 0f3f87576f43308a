import { seq, time } from '../der.ts'
import type { Lint } from './lint-subject.ts'

/** UTCTime through 2049, GeneralizedTime from 2050 on. */
export const timeFormLint: Lint = {
  name: 'time-form',
  source: 'RFC 5280 4.1.2.5',
  check({ certificate: { notBefore, notAfter, validity } }) {
    if (validity.equals(seq(time(notBefore), time(notAfter)))) return undefined
    return 'a date is not a UTCTime through 2049 and a GeneralizedTime after'
  },
}
