import { alternativeNameKindsLint } from './alternative-name-kinds.ts'
import { authorityInfoAccessLint } from './authority-info-access.ts'
import { authorityKeyIdentifierLint } from './authority-key-identifier.ts'
import { basicConstraintsLint } from './basic-constraints.ts'
import { certificatePoliciesLint } from './certificate-policies.ts'
import { commonNameLint } from './common-name.ts'
import { crlDistributionPointsLint } from './crl-distribution-points.ts'
import { dnsNamePublicLint } from './dns-name-public.ts'
import { dnsNameRepeatedLint } from './dns-name-repeated.ts'
import { dnsNameSyntaxLint } from './dns-name-syntax.ts'
import { dnsNameWildcardLint } from './dns-name-wildcard.ts'
import { extendedKeyUsageLint } from './extended-key-usage.ts'
import { extensionCriticalityLint } from './extension-criticality.ts'
import { extensionEncodingLint } from './extension-encoding.ts'
import { issuerNameLint } from './issuer-name.ts'
import { keyUsageLint } from './key-usage.ts'
import { knownExtensionsLint } from './known-extensions.ts'
import { notBeforeLint } from './not-before.ts'
import { ownKeyLint } from './own-key.ts'
import { publicKeyLint } from './public-key.ts'
import { serialNumberLint } from './serial-number.ts'
import { signatureAlgorithmLint } from './signature-algorithm.ts'
import { subjectAltNameLint } from './subject-alt-name.ts'
import { subjectAttributesLint } from './subject-attributes.ts'
import { subjectCountryLint } from './subject-country.ts'
import { subjectEncodingLint } from './subject-encoding.ts'
import { subjectKeyIdentifierLint } from './subject-key-identifier.ts'
import { subjectRdnLint } from './subject-rdn.ts'
import { timeFormLint } from './time-form.ts'
import { uniqueIdentifiersLint } from './unique-identifiers.ts'
import { validityPeriodLint } from './validity-period.ts'
import { versionLint } from './version.ts'
import type { Lint } from './lint-subject.ts'

/** All rules for a TLS subscriber certificate, in the order of its fields. */
export const tlsLints: readonly Lint[] = [
  versionLint,
  serialNumberLint,
  signatureAlgorithmLint,
  issuerNameLint,
  validityPeriodLint,
  notBeforeLint,
  timeFormLint,
  subjectAltNameLint,
  alternativeNameKindsLint,
  dnsNameSyntaxLint,
  dnsNameWildcardLint,
  dnsNamePublicLint,
  dnsNameRepeatedLint,
  commonNameLint,
  subjectAttributesLint,
  subjectEncodingLint,
  subjectRdnLint,
  subjectCountryLint,
  publicKeyLint,
  ownKeyLint,
  uniqueIdentifiersLint,
  keyUsageLint,
  extendedKeyUsageLint,
  basicConstraintsLint,
  authorityKeyIdentifierLint,
  subjectKeyIdentifierLint,
  authorityInfoAccessLint,
  crlDistributionPointsLint,
  certificatePoliciesLint,
  knownExtensionsLint,
  extensionCriticalityLint,
  extensionEncodingLint,
]
