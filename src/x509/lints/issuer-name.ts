import type { Lint } from './lint-subject.ts'

/** Byte for byte the subject of the CA certificate: verifiers compare bytes. */
export const issuerNameLint: Lint = {
  name: 'issuer-name',
  source: 'RFC 5280 7.1, BR 7.1.4.1',
  check({ certificate, context }) {
    if (certificate.issuer.der.equals(context.issuer.subject.der)) return undefined
    return "the issuer is not the subject of the CA's certificate"
  },
}
