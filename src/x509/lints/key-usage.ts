import { findExtension } from '../extensions/extension.ts'
import { oids } from '../oid.ts'
import type { Lint } from './lint-subject.ts'

/** Critical; RSA: digitalSignature and, if wanted, keyEncipherment; EC: digitalSignature alone. */
export const keyUsageLint: Lint = {
  name: 'key-usage',
  source: 'BR 7.1.2.7.11',
  check({ certificate: { extensions, keyUsage, publicKey } }) {
    if (keyUsage === undefined) return 'there is no keyUsage'
    if (findExtension(extensions, oids.keyUsage)?.critical !== true) return 'keyUsage is not critical'
    if (!keyUsage.includes('digitalSignature')) return 'keyUsage lacks digitalSignature'
    const foreign = keyUsage.find(
      (usage) => usage !== 'digitalSignature' && !(usage === 'keyEncipherment' && publicKey.kind === 'rsa'),
    )
    return foreign === undefined ? undefined : `keyUsage must not have ${foreign} for this kind of key`
  },
}
