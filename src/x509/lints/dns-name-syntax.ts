import type { Lint } from './lint-subject.ts'

/**
 * Labels of letters, digits and hyphens in lower case (no underscore, SC-012), 1 to 63 octets each, 253 in all. Two hyphens
 * in the third and fourth place are for A-labels alone (RFC 5890 2.3.1).
 */
export const dnsNameSyntaxLint: Lint = {
  name: 'dns-name-syntax',
  source: 'RFC 5280 4.2.1.6, BR 7.1.2.7.12',
  check({ certificate: { subjectAltName: names } }) {
    for (const name of names?.dnsNames ?? []) {
      if (name.length > 253) return `the DNS name "${name.slice(0, 32)}…" is longer than 253 octets`
      // A wildcard label is judged by its own lint.
      const labels = name.split('.')
      const wrong = labels.find((label) => label !== '*' && (!ldh.test(label) || reserved.test(label)))
      if (wrong !== undefined) return `the label "${wrong}" of "${name}" is not one of a DNS name`
    }
    return undefined
  },
}

const ldh = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/
const reserved = /^(?!xn).{2}--|^xn--$/
