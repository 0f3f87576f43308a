import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** Only extensions of the profile: what nobody reviewed is not signed, critical or not. */
export const knownExtensionsLint: Lint = {
  name: 'known-extensions',
  source: 'BR 7.1.2.7.6, 7.1.2.11.5',
  check({ certificate: { extensions } }) {
    const foreign = extensions.find(({ oid }) => !known.has(oid))
    if (foreign === undefined) return undefined
    return `the ${foreign.critical ? 'critical ' : ''}extension ${foreign.oid} is not in the profile`
  },
}

const known = new Set<string>([
  oids.authorityInfoAccess,
  oids.authorityKeyIdentifier,
  oids.basicConstraints,
  oids.certificatePolicies,
  oids.cRLDistributionPoints,
  oids.extKeyUsage,
  oids.keyUsage,
  oids.precertificatePoison,
  oids.signedCertificateTimestamps,
  oids.subjectAltName,
  oids.subjectKeyIdentifier,
  oids.tlsFeature,
])
