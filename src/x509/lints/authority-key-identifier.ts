import type { Lint } from './lint-subject.ts'

/** The CA's subject key identifier and nothing else: an issuer and serial in it break cross-certified chains. */
export const authorityKeyIdentifierLint: Lint = {
  name: 'authority-key-identifier',
  source: 'BR 7.1.2.11.1, RFC 5280 4.2.1.1',
  check({ certificate: { authorityKeyIdentifier }, context: { issuer } }) {
    if (authorityKeyIdentifier?.keyIdentifier === undefined) return 'there is no authority key identifier'
    if (authorityKeyIdentifier.namesIssuer) return 'the authority key identifier names issuer or serial number'
    const expected = issuer.subjectKeyIdentifier
    return expected !== undefined && authorityKeyIdentifier.keyIdentifier.equals(expected)
      ? undefined
      : "the authority key identifier is not the CA's subject key identifier"
  },
}
