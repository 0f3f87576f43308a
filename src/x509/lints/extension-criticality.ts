import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** Extensions that must not be critical. The other ones have it in their own lint. */
export const extensionCriticalityLint: Lint = {
  name: 'extension-criticality',
  source: 'BR 7.1.2.7.6',
  check({ certificate: { extensions } }) {
    const wrong = extensions.find(({ oid, critical }) => critical && neverCritical.has(oid))
    return wrong === undefined ? undefined : `the extension ${wrong.oid} must not be critical`
  },
}

const neverCritical = new Set<string>([
  oids.authorityInfoAccess,
  oids.authorityKeyIdentifier,
  oids.certificatePolicies,
  oids.cRLDistributionPoints,
  oids.extKeyUsage,
  oids.signedCertificateTimestamps,
  oids.subjectKeyIdentifier,
  oids.tlsFeature,
])
