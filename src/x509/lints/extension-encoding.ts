import { encodeExtensions } from '../extensions/extension.ts'
import type { Lint } from './lint-subject.ts'

/** The reader takes a written-out `critical FALSE`, for old requests have it; what we sign must leave the default out. */
export const extensionEncodingLint: Lint = {
  name: 'extension-encoding',
  source: 'X.690 11.5, RFC 5280 4.1',
  check({ certificate: { extensions }, tbs }) {
    const encoded = encodeExtensions(extensions)
    const written = tbs.subarray(tbs.length - encoded.length)
    return extensions.length === 0 || encoded.equals(written) ? undefined : 'an extension is not in its canonical form'
  },
}
