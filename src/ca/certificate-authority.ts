import type { Clock } from '../core/index.ts'
import type { Secrets } from '../secrets/index.ts'
import type { Storage } from '../storage/index.ts'
import { createCrls, type Crls } from './crl.ts'
import { createIssuance, type IssuedLeaf, type LeafRequest } from './issuance.ts'
import { openAuthorities } from './keys.ts'
import { createRevocation, type RevokeRequest } from './revocation.ts'
import { type Sign, signWithKey } from './sign.ts'
import type { Authorities } from './signing-authority.ts'

export interface CertificateAuthority {
  readonly authorities: Authorities
  /**
   * One certificate per key, for ever: asked again, it finishes what was begun, with the same serial and the same
   * to-be-signed bytes. Throws ServiceError `issuerRejected` (a lint, a passed term, missing organization data, a
   * certificate that was revoked before it was finished) or `conflict` (issued and stored already).
   */
  issue(request: LeafRequest): Promise<IssuedLeaf>
  /** Repeating it is harmless; throws ServiceError `notFound` if nothing was ever recorded under the key. */
  revoke(request: RevokeRequest): Promise<{ readonly caId: string }>
  readonly crls: Crls
}

export interface CertificateAuthorityOptions {
  readonly storage: Storage
  readonly secrets: Secrets
  readonly clock: Clock
  /** RESEAL_PKI_URL, without a slash at the end: what stands in certificates as the place of CRLs and CA certificates. */
  readonly pkiUrl: string
  /** Tests look over the signer's shoulder. */
  readonly sign?: Sign
}

/**
 * Opens the CA: makes root and issuing CAs at the first start, opens their keys at every other, and publishes the CRLs
 * that are missing or due. Throws SecretsError if the passphrase is not the one of the first start.
 */
export async function createCertificateAuthority(options: CertificateAuthorityOptions): Promise<CertificateAuthority> {
  const { storage, secrets, clock, pkiUrl, sign = signWithKey } = options
  const authorities = await openAuthorities({ storage, secrets, clock, pkiUrl, sign })
  const crls = createCrls({ storage, clock, pkiUrl, authorities })
  for (const caId of await crls.due(clock.now())) await crls.publish(caId)
  return {
    authorities,
    issue: createIssuance({ storage, clock, pkiUrl, authorities }),
    revoke: createRevocation(storage),
    crls,
  }
}
