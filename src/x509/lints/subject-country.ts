import { attributes } from '../name.ts'
import type { Lint } from './lint-subject.ts'

/** Two capital letters. */
export const subjectCountryLint: Lint = {
  name: 'subject-country',
  source: 'BR 7.1.4.2, ISO 3166-1',
  check({ certificate: { subject } }) {
    const countries = [...attributes(subject, 'countryName'), ...attributes(subject, 'jurisdictionCountryName')]
    const wrong = countries.find((country) => !/^[A-Z]{2}$/.test(country))
    return wrong === undefined ? undefined : `the country "${wrong}" is not two capital letters`
  },
}
