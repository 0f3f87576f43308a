import type { Lint } from './lint-subject.ts'

/** serverAuth, and besides it only clientAuth while that is still allowed. */
export const extendedKeyUsageLint: Lint = {
  name: 'extended-key-usage',
  source: 'BR 7.1.2.7.10, Chrome Root Program 1.8',
  check({ certificate: { extendedKeyUsage: usages }, context: { clientAuthAllowed } }) {
    if (usages === undefined) return 'there is no extended key usage'
    if (!usages.includes('serverAuth')) return 'the extended key usage lacks serverAuth'
    const foreign = usages.find(
      (usage) => usage !== 'serverAuth' && !(usage === 'clientAuth' && clientAuthAllowed === true),
    )
    if (foreign !== undefined) return `the extended key usage must not have ${foreign}`
    return new Set(usages).size === usages.length ? undefined : 'an extended key usage occurs twice'
  },
}
