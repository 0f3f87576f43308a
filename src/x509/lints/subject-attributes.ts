import { attribute } from '../name.ts'
import { type AttributeName, attributeTypes } from '../attribute-type.ts'
import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

interface Rule {
  required: readonly AttributeName[]
  allowed: readonly AttributeName[]
  /** At least one of localityName and stateOrProvinceName. */
  place: boolean
}

const address: readonly AttributeName[] = [
  'countryName',
  'stateOrProvinceName',
  'localityName',
  'postalCode',
  'streetAddress',
]

const rules = new Map<string, Rule>([
  [oids.domainValidated, { required: [], allowed: ['commonName'], place: false }],
  [
    oids.organizationValidated,
    {
      required: ['countryName', 'organizationName'],
      allowed: [...address, 'domainComponent', 'organizationName', 'commonName'],
      place: true,
    },
  ],
  [
    oids.individualValidated,
    {
      required: ['countryName', 'surname', 'givenName'],
      allowed: [...address, 'domainComponent', 'surname', 'givenName', 'organizationName', 'commonName'],
      place: true,
    },
  ],
  [
    oids.extendedValidation,
    {
      required: ['organizationName', 'businessCategory', 'jurisdictionCountryName', 'serialNumber', 'countryName'],
      allowed: [
        ...address,
        'organizationName',
        'commonName',
        'businessCategory',
        'jurisdictionCountryName',
        'jurisdictionStateOrProvinceName',
        'jurisdictionLocalityName',
        'serialNumber',
        'organizationIdentifier',
      ],
      place: true,
    },
  ],
])

/** Which attributes a subject may and must have, by its validation (organizationalUnitName ended in 2022 for all). */
export const subjectAttributesLint: Lint = {
  name: 'subject-attributes',
  source: 'BR 7.1.2.7.2 to 7.1.2.7.5, EVG 7.1.4.2',
  check({ certificate: { subject }, context: { policyOid } }) {
    const rule = rules.get(policyOid)
    if (rule === undefined) return `there is no subject profile for the policy ${policyOid}`
    const types = subject.rdns.flat().map(({ type }) => type)
    const allowed = rule.allowed.map((name) => attributeTypes[name].oid as string)
    const foreign = types.find((type) => !allowed.includes(type))
    if (foreign !== undefined) return `the attribute ${foreign} must not stand in this subject`
    const missing = rule.required.find((name) => attribute(subject, name) === undefined)
    if (missing !== undefined) return `the attribute ${missing} is missing in the subject`
    const hasPlace = attribute(subject, 'localityName') ?? attribute(subject, 'stateOrProvinceName')
    return rule.place && hasPlace === undefined ? 'the subject names neither locality nor state' : undefined
  },
}
