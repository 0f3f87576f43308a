import type { Instant } from '../core/index.ts'

/** The first answer of a write with an `Idempotency-Key`, kept for 24 h per account. */
export interface IdempotentAnswer {
  readonly accountId: number
  readonly key: string
  /** Hash of the wire and the request: the same key with another request is a mistake. */
  readonly requestHash: string
  /** Null while the first request still runs. */
  readonly answer: { readonly status: number; readonly contentType: string; readonly body: string } | null
  readonly createdAt: Instant
}

export interface IdempotencyReader {
  find(accountId: number, key: string): Promise<IdempotentAnswer | undefined>
}

export interface IdempotencyWriter {
  /** False if the key exists. */
  claim(answer: IdempotentAnswer): Promise<boolean>
  complete(accountId: number, key: string, answer: NonNullable<IdempotentAnswer['answer']>): Promise<void>
  release(accountId: number, key: string): Promise<void>
  deleteBefore(createdBefore: Instant): Promise<number>
}
