import { signatureAlgorithmDer, signatureAlgorithmFor } from '../signature.ts'
import type { Lint } from './lint-subject.ts'

/** Exactly the bytes of the one algorithm that the issuing key signs with. */
export const signatureAlgorithmLint: Lint = {
  name: 'signature-algorithm',
  source: 'BR 7.1.3.2',
  check({ certificate, context }) {
    const expected = signatureAlgorithmFor(context.issuer.publicKey)
    if (certificate.innerAlgorithm.der.equals(signatureAlgorithmDer(expected))) return undefined
    return `the signature algorithm is not ${expected}, the one of the issuing key`
  },
}
