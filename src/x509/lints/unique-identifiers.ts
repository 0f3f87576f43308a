import type { Lint } from './lint-subject.ts'

/** No issuerUniqueID and no subjectUniqueID. */
export const uniqueIdentifiersLint: Lint = {
  name: 'unique-identifiers',
  source: 'RFC 5280 4.1.2.8, BR 7.1.2.7',
  check: ({ certificate }) =>
    certificate.hasUniqueIdentifiers ? 'a unique identifier must not be present' : undefined,
}
