import type { Lint } from './lint-subject.ts'

/** DNS names only: the platform proves nothing else for TLS. */
export const alternativeNameKindsLint: Lint = {
  name: 'alternative-name-kinds',
  source: 'BR 7.1.2.7.12',
  check({ certificate: { subjectAltName: names } }) {
    if (names === undefined) return undefined
    const others = names.emails.length + names.ipAddresses.length + names.uris.length + names.otherNames
    return others === 0 ? undefined : `subjectAltName has ${others} names that are no DNS names`
  },
}
