import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** Exactly one reserved identifier, the profile's, and first; no qualifier but a CPS pointer. */
export const certificatePoliciesLint: Lint = {
  name: 'certificate-policies',
  source: 'BR 7.1.2.7.9, 7.1.6.1',
  check({ certificate: { certificatePolicies: policies }, context: { policyOid } }) {
    if (policies === undefined) return 'there are no certificate policies'
    if (policies[0]?.oid !== policyOid) return `the first certificate policy is not ${policyOid}`
    if (policies.filter((policy) => reserved.has(policy.oid)).length !== 1) return 'there must be one reserved policy'
    if (new Set(policies.map((policy) => policy.oid)).size !== policies.length) return 'a policy occurs twice'
    const qualifiers = policies.flatMap((policy) => policy.qualifiers)
    return qualifiers.every((qualifier) => qualifier === oids.cps) ? undefined : 'a policy has a forbidden qualifier'
  },
}

const reserved = new Set<string>([
  oids.domainValidated,
  oids.organizationValidated,
  oids.individualValidated,
  oids.extendedValidation,
  oids.anyPolicy,
])
