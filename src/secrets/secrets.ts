import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createDerivation, type DerivedKeys } from './derived-keys.ts'
import { type Head, headLength, type Kind, readHead, saltLength, writeHead } from './envelope.ts'
import { SecretsError } from './error.ts'

/**
 * Seals and authenticates under one passphrase. `purpose` names what a value is for ("ca-key:d-rsa-1"): a value moved to
 * another row does not open there. All bytes that come out describe themselves and stay readable after a restart.
 */
export interface Secrets {
  seal(plaintext: Buffer, purpose: string): Promise<Buffer>
  /** Throws SecretsError `passphrase` or `damaged`. */
  open(sealed: Buffer, purpose: string): Promise<Buffer>
  /** An authenticator of the message, which only the same passphrase makes and checks. */
  mac(message: Buffer, purpose: string): Promise<Buffer>
  verifyMac(message: Buffer, mac: Buffer, purpose: string): Promise<boolean>
}

export interface SecretsOptions {
  readonly passphrase: string
  /** log2 of scrypt's N. Lower it in tests only; values already sealed keep theirs. */
  readonly costLog2?: number
}

const nonceLength = 12
const tagLength = 16

export function createSecrets({ passphrase, costLog2 = 15 }: SecretsOptions): Secrets {
  if (passphrase === '') throw new RangeError('the passphrase is empty')
  const derive = createDerivation(passphrase)
  // One salt a process: one derivation pays for everything it seals. 96-bit random nonces are safe for 2^32 values.
  const salt = randomBytes(saltLength)

  async function begin(kind: Kind): Promise<{ head: Buffer; keys: DerivedKeys }> {
    const keys = await derive(salt, costLog2)
    return { keys, head: writeHead({ kind, costLog2, salt, check: keys.check }) }
  }

  async function keysOf(head: Head): Promise<DerivedKeys> {
    const keys = await derive(head.salt, head.costLog2)
    if (!timingSafeEqual(keys.check, head.check)) throw new SecretsError('passphrase')
    return keys
  }

  return {
    async seal(plaintext, purpose) {
      const { head, keys } = await begin('sealed')
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', keys.encryption, nonce, { authTagLength: tagLength })
      cipher.setAAD(bound(head, purpose))
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), ciphertext])
    },

    async open(sealed, purpose) {
      const keys = await keysOf(readHead(sealed, 'sealed'))
      const content = headLength + nonceLength + tagLength
      if (sealed.length < content) throw new SecretsError('damaged')
      const nonce = sealed.subarray(headLength, headLength + nonceLength)
      const decipher = createDecipheriv('aes-256-gcm', keys.encryption, nonce, { authTagLength: tagLength })
      decipher.setAAD(bound(sealed.subarray(0, headLength), purpose))
      decipher.setAuthTag(sealed.subarray(headLength + nonceLength, content))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(content)), decipher.final()])
      } catch {
        throw new SecretsError('damaged')
      }
    },

    async mac(message, purpose) {
      const { head, keys } = await begin('mac')
      return Buffer.concat([head, tagOf(keys, head, purpose, message)])
    },

    async verifyMac(message, mac, purpose) {
      try {
        const keys = await keysOf(readHead(mac, 'mac'))
        const tag = tagOf(keys, mac.subarray(0, headLength), purpose, message)
        return mac.length === headLength + tag.length && timingSafeEqual(mac.subarray(headLength), tag)
      } catch (error) {
        if (error instanceof SecretsError) return false
        throw error
      }
    },
  }
}

/** The purpose stands behind a head of fixed length, and its own length in front of the message: no two inputs collide. */
function bound(head: Buffer, purpose: string): Buffer {
  return Buffer.concat([head, Buffer.from(purpose)])
}

function tagOf(keys: DerivedKeys, head: Buffer, purpose: string, message: Buffer): Buffer {
  const name = Buffer.from(purpose)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  return createHmac('sha256', keys.authentication).update(head).update(length).update(name).update(message).digest()
}
