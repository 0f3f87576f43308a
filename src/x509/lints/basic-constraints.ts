import { findExtension } from '../extensions/extension.ts'
import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** Absent, or critical and for no CA and without a path length. */
export const basicConstraintsLint: Lint = {
  name: 'basic-constraints',
  source: 'BR 7.1.2.7.8',
  check({ certificate: { extensions, basicConstraints } }) {
    if (basicConstraints === undefined) return undefined
    if (basicConstraints.ca || basicConstraints.pathLength !== undefined) return 'basicConstraints are those of a CA'
    return findExtension(extensions, oids.basicConstraints)?.critical === true
      ? undefined
      : 'basicConstraints are not critical'
  },
}
