import { ServiceError } from '../core/index.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'

export interface HashQueueOptions {
  readonly concurrency?: number
  readonly maxWaiting?: number
}

/**
 * Password hashing, a few at a time: each takes 19 MiB and a core for some 40 ms, and one of the four threads that
 * files and name look-ups share. A flood of logins fills this queue and is refused; it cannot fill the machine.
 */
export class HashQueue {
  readonly #concurrency: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ concurrency = 2, maxWaiting = 128 }: HashQueueOptions = {}) {
    this.#concurrency = concurrency
    this.#maxWaiting = maxWaiting
  }

  hash(password: string): Promise<string> {
    return this.#run(() => hashPassword(password))
  }

  /** `before` runs when it is this one's turn; what it throws saves the hash. */
  verify(stored: string, password: string, before: () => void): Promise<boolean> {
    return this.#run(() => {
      before()
      return verifyPassword(stored, password)
    })
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= this.#maxWaiting) {
        throw new ServiceError('rateLimited', 'Too many logins at once.', { retryAfter: 2 })
      }
      // Whoever finishes hands its place over, so nobody else takes it in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#running += 1
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
