import { type AttributeName, attributeTypes } from '../attribute-type.ts'
import { tags } from '../tags.ts'
import type { Lint } from './lint-subject.ts'

/** BR 7.1.4.2: the longest value in characters; `printable` where only a PrintableString is allowed. */
const limits: readonly (readonly [AttributeName, number, 'printable'?])[] = [
  ['countryName', 2, 'printable'],
  ['stateOrProvinceName', 128],
  ['localityName', 128],
  ['postalCode', 40],
  ['streetAddress', 128],
  ['organizationName', 64],
  ['surname', 64],
  ['givenName', 64],
  ['commonName', 64],
  ['businessCategory', 128],
  ['jurisdictionCountryName', 2, 'printable'],
  ['jurisdictionStateOrProvinceName', 128],
  ['jurisdictionLocalityName', 128],
  ['serialNumber', 64, 'printable'],
]
const byType = new Map(limits.map(([name, limit, only]) => [attributeTypes[name].oid as string, { name, limit, only }]))

// X.680 41.4.
const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/

/** String types and lengths of the subject, and that a PrintableString has only its own characters. */
export const subjectEncodingLint: Lint = {
  name: 'subject-encoding',
  source: 'BR 7.1.4.2, RFC 5280 A.1',
  check({ certificate: { subject } }) {
    for (const { type, tag, value } of subject.rdns.flat()) {
      const rule = byType.get(type)
      const isPrintable = tag === tags.printableString
      if (rule === undefined) continue
      if (value.trim() === '') return `${rule.name} is empty`
      if (!isPrintable && (rule.only === 'printable' || tag !== tags.utf8String)) {
        return `${rule.name} has a string type that is not allowed`
      }
      if (isPrintable && !printable.test(value)) return `${rule.name} has characters that no PrintableString has`
      if ([...value].length > rule.limit) return `${rule.name} is longer than ${rule.limit} characters`
    }
    return undefined
  },
}
