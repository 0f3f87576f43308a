import type { Lint } from './lint-subject.ts'

/** A wildcard is the whole left-most label, and at least two labels follow it. */
export const dnsNameWildcardLint: Lint = {
  name: 'dns-name-wildcard',
  source: 'BR 7.1.2.7.12, RFC 9525 6.3',
  check({ certificate: { subjectAltName: names } }) {
    const wrong = names?.dnsNames.find(
      (name) => name.lastIndexOf('*') > 0 || (name.startsWith('*') && !wildcard.test(name)),
    )
    return wrong === undefined ? undefined : `"${wrong}" is no permitted wildcard`
  },
}

const wildcard = /^\*\.[^.]+\.[^.]/
