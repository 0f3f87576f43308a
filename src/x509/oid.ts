import { decodeOid, encodeOid } from './oid-encoding.ts'

/** Every object identifier the module knows, under the name of its RFC. */
export const oids = {
  // RFC 8017, RFC 5480, RFC 8410: keys
  rsaEncryption: '1.2.840.113549.1.1.1',
  ecPublicKey: '1.2.840.10045.2.1',
  ed25519: '1.3.101.112',
  prime256v1: '1.2.840.10045.3.1.7',
  secp384r1: '1.3.132.0.34',
  secp521r1: '1.3.132.0.35',
  // RFC 8017, RFC 5758: signatures and hashes
  md5WithRSAEncryption: '1.2.840.113549.1.1.4',
  sha1WithRSAEncryption: '1.2.840.113549.1.1.5',
  rsassaPss: '1.2.840.113549.1.1.10',
  sha256WithRSAEncryption: '1.2.840.113549.1.1.11',
  sha384WithRSAEncryption: '1.2.840.113549.1.1.12',
  sha512WithRSAEncryption: '1.2.840.113549.1.1.13',
  ecdsaWithSHA1: '1.2.840.10045.4.1',
  ecdsaWithSHA256: '1.2.840.10045.4.3.2',
  ecdsaWithSHA384: '1.2.840.10045.4.3.3',
  ecdsaWithSHA512: '1.2.840.10045.4.3.4',
  mgf1: '1.2.840.113549.1.1.8',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  // RFC 2985: attributes of a request
  extensionRequest: '1.2.840.113549.1.9.14',
  challengePassword: '1.2.840.113549.1.9.7',
  microsoftExtensionRequest: '1.3.6.1.4.1.311.2.1.14',
  // RFC 5280 4.2: extensions
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  cRLNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  issuingDistributionPoint: '2.5.29.28',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  // RFC 7633, RFC 6962
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  precertificatePoison: '1.3.6.1.4.1.11129.2.4.3',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  // RFC 5280 4.2.2.1, 4.2.1.4: what they name
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  anyPolicy: '2.5.29.32.0',
  cps: '1.3.6.1.5.5.7.2.1',
  // RFC 5280 4.2.1.12
  anyExtendedKeyUsage: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  // BR 7.1.6.1: reserved policy identifiers
  domainValidated: '2.23.140.1.2.1',
  organizationValidated: '2.23.140.1.2.2',
  individualValidated: '2.23.140.1.2.3',
  extendedValidation: '2.23.140.1.1',
} as const

export type OidName = keyof typeof oids

// Content octets (as latin1, a cheap map key) to dotted form, for the names above only: what a stranger sends must not
// be able to grow a table.
const known = new Map<string, string>(
  Object.values(oids).map((dotted) => [encodeOid(dotted).toString('latin1'), dotted] as const),
)

/** Dotted form of an OID's content octets; undefined when they are not well formed. */
export function readOid(content: Buffer): string | undefined {
  return known.get(content.toString('latin1')) ?? decodeOid(content)
}
