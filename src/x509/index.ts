/**
 * X.509 as bytes: PEM, PKCS#10 requests, certificates and CRLs (RFC 5280, RFC 2986), read strictly and written canonically,
 * the checks that a public key must pass, and the lints that read to-be-signed bytes before they are signed.
 * Pure: it knows no clock, network, file, order or account, and decides nothing that depends on who asks. It must not
 * import any other module. Everything refused is an X509Error with a closed code and a message for the customer.
 */
export { X509Error, type X509ErrorCode } from './error.ts'
export { oids, type OidName } from './oid.ts'
export { decodePem, encodePem, type PemLabel } from './pem.ts'

export { attribute, attributes, createName, type Attribute, type Name, parseName } from './name.ts'
export { formatName } from './format-name.ts'
export type { AttributeName } from './attribute-type.ts'

export {
  type Curve,
  type EcPublicKey,
  type Ed25519PublicKey,
  keyIdentifier,
  parsePublicKey,
  type PublicKey,
  publicKeyOf,
  type RsaPublicKey,
  spkiHash,
} from './public-key.ts'
export { generateKey, type KeyPair, type KeySpec } from './key-pair.ts'
export { checkPublicKey, type KeyCheckOptions } from './key-policy.ts'
export {
  buildDebianWeakKeys,
  type DebianWeakKeys,
  debianWeakKeysFile,
  loadDebianWeakKeys,
} from './weak-keys/debian-weak-keys.ts'

export { algorithmName, type AlgorithmIdentifier } from './algorithm.ts'
export {
  type SignatureAlgorithm,
  signatureAlgorithmFor,
  type Signed,
  signTbs,
  verifySignature,
} from './signature.ts'

export { type CertificateRequest, parseCsr } from './csr.ts'
export { buildCsr } from './build-csr.ts'

export {
  assembleCertificate,
  type Certificate,
  parseCertificate,
  signatureAlgorithmName,
  tbsOf,
} from './certificate.ts'
export { buildTbsCertificate, type CertificateFields, type TbsCertificate } from './tbs-certificate.ts'
export { randomSerialNumber } from './serial-number.ts'

export { type Extension, findExtension } from './extensions/extension.ts'
export { type AccessDescription, authorityInfoAccess } from './extensions/authority-info-access.ts'
export { type BasicConstraints, basicConstraints } from './extensions/basic-constraints.ts'
export { certificatePolicies, type PolicyInformation } from './extensions/certificate-policies.ts'
export {
  cRLDistributionPoints,
  type DistributionPoint,
  type IssuingDistributionPoint,
} from './extensions/distribution-points.ts'
export { type ExtendedKeyUsage, extendedKeyUsage, extendedKeyUsageLabel } from './extensions/extended-key-usage.ts'
export { type GeneralNames, maximumNames } from './extensions/general-names.ts'
export {
  type AuthorityKeyIdentifier,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
} from './extensions/key-identifiers.ts'
export { type KeyUsage, keyUsage, keyUsageLabel } from './extensions/key-usage.ts'
export { subjectAltName } from './extensions/subject-alt-name.ts'

export { assembleCrl, buildTbsCrl, type CertificateList, type CrlFields, parseCrl } from './crl.ts'
export type { RevokedCertificate } from './crl-entries.ts'
export { type RevocationReason, revocationReasonOf, revocationReasons } from './revocation-reason.ts'

export { lint, type LintContext, type LintFinding } from './lints/lint.ts'
