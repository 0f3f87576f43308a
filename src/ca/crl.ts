import { type Clock, day, type Instant, second, ServiceError } from '../core/index.ts'
import type { PublishedCrl, Storage } from '../storage/index.ts'
import { assembleCrl } from '../x509/index.ts'
import { buildCrlTbs } from './crl-builder.ts'
import { rootId } from './hierarchy.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Authorities } from './signing-authority.ts'
import { crlUrl } from './urls.ts'

export interface Crls {
  /**
   * Builds, signs and stores the CA's next CRL, with everything in it that was revoked before the call. Throws RangeError
   * for a CA that does not exist.
   */
  publish(caId: string): Promise<void>
  /**
   * CAs whose CRL is missing, ends before `before`, or is older than a revocation. Ask with two days from now: half of a
   * CRL's life is then left for whatever keeps it from being renewed.
   */
  due(before: Instant): Promise<readonly string[]>
}

export interface CrlOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly pkiUrl: string
  readonly authorities: Authorities
}

/**
 * BR 4.9.7: a new CRL at least every four days where certificates name no OCSP responder, less a second because the end
 * counts. The root's list changes when an issuing CA is revoked; BR allows it a year, a month shows sooner that it is dead.
 */
const lifetime = { issuing: 4 * day - second, root: 30 * day - second }

export function createCrls({ storage, clock, pkiUrl, authorities }: CrlOptions): Crls {
  const { reader } = storage
  const inTurn = oneAtATime(publishNext)

  async function publishNext(caId: string): Promise<void> {
    const ca = authorities.byId(caId)
    // Another node may store a CRL between our reading and our storing: then ours may lack what that one has, and is
    // built again from what is there now. Each failed turn means that somebody else made progress.
    for (let turn = 0; turn < 10; turn++) {
      const previous = await reader.authorities.crl(caId)
      const now = clock.now()
      const number = (previous?.number ?? 0) + 1
      const nextUpdate = now - (now % second) + (caId === rootId ? lifetime.root : lifetime.issuing)
      const url = caId === rootId ? undefined : distributionPoint(previous, crlUrl(pkiUrl, caId))
      // RFC 5280 3.3: an entry stays until one CRL beyond the certificate's end has listed it. The previous CRL ended
      // that for all that had ended when it was made.
      const revoked = await reader.serials.revoked(caId, (previous?.thisUpdate ?? 0) - second)
      const tbs = await buildCrlTbs(
        {
          signatureAlgorithm: ca.algorithm,
          issuer: ca.certificate.subject,
          thisUpdate: now,
          nextUpdate,
          number: BigInt(number),
          authorityKeyIdentifier: ca.keyIdentifier,
          ...(url === undefined ? {} : { issuingDistributionPoint: url }),
        },
        revoked,
      )
      const signature = await ca.sign(tbs)
      if (!ca.verify(tbs, signature)) throw new ServiceError('serverInternal', 'the signed CRL does not verify')
      const crl = { caId, number, der: assembleCrl(tbs, signature), thisUpdate: now, nextUpdate }
      if (await storage.transaction((tx) => tx.authorities.storeCrl(crl))) return
    }
    throw new ServiceError('conflict', `the CRL of "${caId}" is being published elsewhere`)
  }

  return {
    publish: inTurn,

    async due(before) {
      const revocations = await reader.serials.newestRevocations()
      const due: string[] = []
      for (const { id } of authorities.all) {
        const crl = await reader.authorities.crl(id)
        const current = crl !== undefined && crl.nextUpdate >= before && (revocations.get(id) ?? 0) <= crl.thisUpdate
        if (!current) due.push(id)
      }
      return due
    },
  }
}

/**
 * The URL for the issuing distribution point: the one in the certificates, byte for byte (BR 7.2.2.1). After RESEAL_PKI_URL
 * was changed, certificates with the old and with the new URL are in use; the list is complete for all of them, and one that
 * names a single URL would be refused for the others (RFC 5280 6.3.3), so from then on it names none. The root's names none
 * ever: its own certificate has no such URL, and `openssl verify -crl_check_all` looks it up all the same.
 */
function distributionPoint(previous: PublishedCrl | undefined, url: string): string | undefined {
  // Searched for, not parsed: a list of 100,000 entries takes 100 ms to read.
  return previous === undefined || previous.der.includes(url) ? url : undefined
}
