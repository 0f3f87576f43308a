import type { Clock, Instant } from '../core/index.ts'
import { BoundedMap } from './bounded-map.ts'

export interface BucketOptions {
  readonly clock: Clock
  /** Tokens at the start, and at most. */
  readonly burst: number
  /** Milliseconds until one token comes back. */
  readonly refill: number
  readonly capacity?: number
}

/** One token bucket per key. A key that was forgotten has a full bucket, which is what it would have by then. */
export class TokenBuckets {
  readonly #options: BucketOptions
  readonly #buckets: BoundedMap<string, { tokens: number; at: Instant }>

  constructor(options: BucketOptions) {
    this.#options = options
    this.#buckets = new BoundedMap(options.capacity ?? 50_000)
  }

  /** Milliseconds until `take` gives a token; 0 if it does so now. */
  wait(key: string): number {
    const missing = 1 - this.#tokens(key)
    return missing <= 0 ? 0 : Math.ceil(missing * this.#options.refill)
  }

  take(key: string): void {
    this.#set(key, this.#tokens(key) - 1)
  }

  giveBack(key: string): void {
    this.#set(key, Math.min(this.#options.burst, this.#tokens(key) + 1))
  }

  #tokens(key: string): number {
    const { burst, refill, clock } = this.#options
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return burst
    return Math.min(burst, bucket.tokens + Math.max(0, clock.now() - bucket.at) / refill)
  }

  #set(key: string, tokens: number): void {
    this.#buckets.set(key, { tokens, at: this.#options.clock.now() })
  }
}
