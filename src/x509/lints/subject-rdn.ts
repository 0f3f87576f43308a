import { attributeTypes } from '../attribute-type.ts'
import type { Lint } from './lint-subject.ts'

/** Every relative name has one attribute, and no attribute but the street occurs twice. */
export const subjectRdnLint: Lint = {
  name: 'subject-rdn',
  source: 'BR 7.1.4.1',
  check({ certificate: { subject } }) {
    if (subject.rdns.some((rdn) => rdn.length !== 1)) return 'a relative name of the subject has several attributes'
    const types = subject.rdns.flat().map(({ type }) => type)
    const repeated = types.find((type, index) => !repeatable.has(type) && types.indexOf(type) !== index)
    return repeated === undefined ? undefined : `the attribute ${repeated} occurs twice in the subject`
  },
}

// commonName has its own lint.
const repeatable = new Set<string>([
  attributeTypes.streetAddress.oid,
  attributeTypes.domainComponent.oid,
  attributeTypes.commonName.oid,
])
