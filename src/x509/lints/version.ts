import type { Lint } from './lint-subject.ts'

/** Version 3, for there are extensions. */
export const versionLint: Lint = {
  name: 'version',
  source: 'RFC 5280 4.1.2.1, BR 7.1.1',
  check: ({ certificate: { version } }) => (version === 3 ? undefined : `the version is ${version}, it must be 3`),
}
