import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { buildCsr, createName, encodePem } from '../src/x509/index.ts'

export type KeyKind = 'P-256' | 'RSA-2048'

/**
 * Makes requests that all differ: a fresh key each for P-256; for RSA, whose keys take 50 ms or more, a few keys under
 * subjects of their own (a reissue takes the names from the order).
 */
export function createCsrSource(kind: KeyKind): () => Buffer {
  let made = 0
  const few = kind === 'P-256' ? [] : Array.from({ length: 8 }, () => newKey(kind))
  return () => {
    const privateKey = few[made % few.length] ?? newKey(kind)
    const subject = createName([['commonName', `request-${made++}.reseal-bench.example`]])
    return buildCsr({ subject, privateKey })
  }
}

export function newKey(kind: KeyKind): KeyObject {
  return kind === 'P-256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

/** As the manual prints it: one line of PEM a parameter. */
export function csrLines(der: Buffer): readonly string[] {
  return encodePem('CERTIFICATE REQUEST', der).trimEnd().split('\n')
}
