import type { Lint } from './lint-subject.ts'

/** A name stands once: a repeated one comes from a list that was not made unique. */
export const dnsNameRepeatedLint: Lint = {
  name: 'dns-name-repeated',
  source: 'RFC 5280 4.2.1.6',
  check({ certificate: { subjectAltName: names } }) {
    const seen = new Set(names?.dnsNames)
    return seen.size === (names?.dnsNames.length ?? 0) ? undefined : 'a DNS name occurs twice'
  },
}
