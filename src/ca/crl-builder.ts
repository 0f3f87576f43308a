import { Worker } from 'node:worker_threads'
import type { RevokedSerial } from '../storage/index.ts'
import { buildTbsCrl, type CrlFields } from '../x509/index.ts'
import { packCrl } from './crl-packing.ts'

/** Above this a CRL takes long enough (some ms) for requests to feel it. */
export const entriesBuiltHere = 2_000

/** The to-be-signed bytes; those of a large CRL come from a worker thread (100,000 entries: 200–400 ms). */
export async function buildCrlTbs(
  fields: Omit<CrlFields, 'revoked'>,
  revoked: readonly RevokedSerial[],
): Promise<Buffer> {
  if (revoked.length <= entriesBuiltHere) return buildTbsCrl({ ...fields, revoked })
  const worker = new Worker(new URL('./crl-worker.ts', import.meta.url), { workerData: packCrl(fields, revoked) })
  // A CRL that is lost at the end of the process is built again by the next one.
  worker.unref()
  return new Promise((resolve, reject) => {
    worker.once('message', (tbs: Uint8Array) => resolve(Buffer.from(tbs.buffer, tbs.byteOffset, tbs.byteLength)))
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the CRL worker ended with code ${code} and no answer`)))
  })
}
