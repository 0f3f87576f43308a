import type { Lint } from './lint-subject.ts'

/** The key is not the one of the CA: who has the certificate would speak for the CA. */
export const ownKeyLint: Lint = {
  name: 'own-key',
  source: 'BR 6.1.1.3, 6.1.7',
  check({ certificate: { publicKey }, context: { issuer } }) {
    return publicKey.spki.equals(issuer.publicKey.spki) ? "the key is the CA's own" : undefined
  },
}
