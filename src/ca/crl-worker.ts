import { parentPort, workerData } from 'node:worker_threads'
import { buildTbsCrl } from '../x509/index.ts'
import { type PackedCrl, unpackRevoked } from './crl-packing.ts'

// Builds the to-be-signed bytes of one large CRL and ends. It never sees a key.
const packed = workerData as PackedCrl
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort of a worker has no origin
parentPort?.postMessage(buildTbsCrl({ ...packed.fields, revoked: unpackRevoked(packed) }))
