import type { Instant } from '../core/index.ts'
import type { Transaction } from '../storage/index.ts'

/** Under which the issuer is asked for a certificate: the same however often it is asked. */
export const issuanceKey = (certificateId: number): string => `certificate:${certificateId}`

/**
 * A request ends without its certificate. If a crash left bytes recorded for it, a signature over them may exist:
 * their serial is revoked with the request's end, and the next CRL says so.
 */
export async function retireSignature(tx: Transaction, certificateId: number, at: Instant): Promise<void> {
  const serial = await tx.serials.byIssuanceKey(issuanceKey(certificateId))
  if (serial === undefined || !(await tx.serials.retire(serial.caId, serial.serialNumber, at))) return
  const { caId } = serial
  await tx.jobs.enqueue({ kind: 'publish-crl', key: `crl:${caId}`, payload: { caId }, runAt: at })
}
