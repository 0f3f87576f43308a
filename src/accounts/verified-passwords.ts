import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { type AccountCredentials, type Clock, type Instant, minute } from '../core/index.ts'
import { BoundedMap } from './bounded-map.ts'

/**
 * Passwords verified within the last 10 minutes, as HMACs under a key that only this process has: a copy of the
 * memory without the key, or the key without the memory, gives nothing away, and the next call costs microseconds
 * instead of the hash. Each holds for one stored hash: a changed password ends it at once.
 */
export class VerifiedPasswords {
  /** A key object: bytes would be made one for each call, which costs five times the HMAC. */
  readonly #key = createSecretKey(randomBytes(32))
  readonly #clock: Clock
  readonly #entries = new BoundedMap<string, { tag: Buffer; passwordHash: string; until: Instant }>(10_000)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The login's length stands in front, so that no other login and password make the same bytes. */
  tagOf(login: string, password: string): Buffer {
    return createHmac('sha256', this.#key).update(`${login.length}:${login}${password}`).digest()
  }

  has({ login, passwordHash }: AccountCredentials, tag: Buffer): boolean {
    const entry = this.#entries.get(login)
    if (entry === undefined) return false
    const now = this.#clock.now()
    if (entry.passwordHash !== passwordHash || now >= entry.until || entry.until - now > life) {
      this.#entries.delete(login)
      return false
    }
    return timingSafeEqual(entry.tag, tag)
  }

  add({ login, passwordHash }: AccountCredentials, tag: Buffer): void {
    this.#entries.set(login, { tag, passwordHash, until: this.#clock.now() + life })
  }
}

const life = 10 * minute
