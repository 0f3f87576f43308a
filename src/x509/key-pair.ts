import { generateKeyPair, type KeyObject } from 'node:crypto'
import { type PublicKey, publicKeyOf } from './public-key.ts'

export type KeySpec = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'P-256' | 'P-384' | 'P-521'

export interface KeyPair {
  readonly publicKey: PublicKey
  readonly privateKey: KeyObject
}

/** A new key pair, made in the thread pool (RSA-4096 takes seconds). RSA has the exponent 65537. */
export async function generateKey(spec: KeySpec): Promise<KeyPair> {
  const privateKey = await new Promise<KeyObject>((resolve, reject) => {
    const done = (error: Error | null, _: KeyObject, privateKey: KeyObject) =>
      error === null ? resolve(privateKey) : reject(error)
    if (spec.startsWith('rsa-')) generateKeyPair('rsa', { modulusLength: Number(spec.slice(4)) }, done)
    else generateKeyPair('ec', { namedCurve: spec }, done)
  })
  return { privateKey, publicKey: publicKeyOf(privateKey) }
}
