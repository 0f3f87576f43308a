import { findExtension } from '../extensions/extension.ts'
import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** There, and critical exactly when the subject is empty. */
export const subjectAltNameLint: Lint = {
  name: 'subject-alt-name',
  source: 'BR 7.1.2.7.12',
  check({ certificate: { extensions, subject } }) {
    const extension = findExtension(extensions, oids.subjectAltName)
    if (extension === undefined) return 'there is no subjectAltName'
    if (extension.critical === (subject.rdns.length === 0)) return undefined
    return 'subjectAltName must be critical exactly when the subject is empty'
  },
}
