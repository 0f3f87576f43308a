import { createHmac, scrypt } from 'node:crypto'

/** What a passphrase and a salt become. Encryption and authentication never share a key. */
export interface DerivedKeys {
  readonly encryption: Buffer
  readonly authentication: Buffer
  /** Tells a wrong passphrase from damaged data; as hard to search as the seal itself. */
  readonly check: Buffer
}

export type Derive = (salt: Buffer, costLog2: number) => Promise<DerivedKeys>

export const checkLength = 8

// Sealed values of one process share a salt, so a few hundred are enough; more would be a leak of memory, not of keys.
const maximumCached = 256

/** Derivations of one passphrase, each made once: at N = 2^15 one takes 60–100 ms and 32 MiB in the thread pool. */
export function createDerivation(passphrase: string): Derive {
  const cache = new Map<string, Promise<DerivedKeys>>()
  return (salt, costLog2) => {
    const key = `${costLog2}:${salt.toString('latin1')}`
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const derived = derive(passphrase, salt, costLog2)
    if (cache.size >= maximumCached) cache.delete(cache.keys().next().value as string)
    cache.set(key, derived)
    // A failure (no memory) is not remembered.
    derived.catch(() => cache.delete(key))
    return derived
  }
}

async function derive(passphrase: string, salt: Buffer, costLog2: number): Promise<DerivedKeys> {
  const options = { N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 * 128 * 8 * 2 ** costLog2 }
  // The same word typed on two keyboards may come in two Unicode forms.
  const password = passphrase.normalize('NFC')
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, 64, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
  const authentication = bytes.subarray(32)
  const check = createHmac('sha256', authentication).update('passphrase check').digest().subarray(0, checkLength)
  return { encryption: bytes.subarray(0, 32), authentication, check }
}
