import { type Instant, type RevocationReason, ServiceError } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'

export interface RevokeRequest {
  /** The key that the certificate was issued under. */
  readonly key: string
  readonly reason: RevocationReason
  readonly at: Instant
}

/**
 * Marks a serial as revoked: the next CRL of its CA lists it. It is enough that the serial was recorded: after a crash a
 * signature may exist that nobody stored, and that is revoked too.
 */
export function createRevocation(storage: Storage) {
  return async function revoke({ key, reason, at }: RevokeRequest): Promise<{ readonly caId: string }> {
    return storage.transaction(async (tx) => {
      const serial = await tx.serials.byIssuanceKey(key)
      if (serial === undefined) {
        throw new ServiceError('notFound', 'no certificate was issued for this request', { field: 'certificate' })
      }
      // False if it was revoked before: the first date and reason stay.
      await tx.serials.revoke(serial.caId, serial.serialNumber, at, reason)
      return { caId: serial.caId }
    })
  }
}
