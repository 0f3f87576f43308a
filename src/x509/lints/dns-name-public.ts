import type { Lint } from './lint-subject.ts'

/** No IP address in a DNS name, no single label, nothing under the reverse zones. Public suffixes are the policy's rule. */
export const dnsNamePublicLint: Lint = {
  name: 'dns-name-public',
  source: 'BR 4.2.2, 7.1.2.7.12',
  check({ certificate: { subjectAltName: names } }) {
    for (const name of names?.dnsNames ?? []) {
      if (/(^|\.)[0-9]+$/.test(name)) return `"${name}" is an IP address or ends in a number`
      if (!name.includes('.')) return `"${name}" has one label only`
      if (/(^|\.)(in-addr|ip6)\.arpa$/.test(name)) return `"${name}" is in a reverse zone`
    }
    return undefined
  },
}
