import { keyIdentifier } from '../public-key.ts'
import type { Lint } from './lint-subject.ts'

/** If it is there, it is the identifier of this very key (never one copied from a request). */
export const subjectKeyIdentifierLint: Lint = {
  name: 'subject-key-identifier',
  source: 'BR 7.1.2.11.4, RFC 7093 2',
  check({ certificate: { subjectKeyIdentifier, publicKey } }) {
    if (subjectKeyIdentifier === undefined || subjectKeyIdentifier.equals(keyIdentifier(publicKey))) return undefined
    return 'the subject key identifier is not the one of the key'
  },
}
