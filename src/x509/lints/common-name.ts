import { attributes } from '../name.ts'
import type { Lint } from './lint-subject.ts'

/** At most one, and byte for byte one of the alternative names. */
export const commonNameLint: Lint = {
  name: 'common-name',
  source: 'BR 7.1.4.3',
  check({ certificate: { subject, subjectAltName: names } }) {
    const commonNames = attributes(subject, 'commonName')
    if (commonNames.length > 1) return 'there is more than one common name'
    const [commonName] = commonNames
    if (commonName === undefined || names?.dnsNames.includes(commonName) === true) return undefined
    return `the common name "${commonName}" is not among the alternative names`
  },
}
