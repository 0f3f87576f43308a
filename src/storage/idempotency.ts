import type { Instant } from '../core/index.ts'

/** The first answer of a write with an `Idempotency-Key`, kept for 24 h per account. */
export interface IdempotentAnswer {
  readonly accountId: number
  readonly key: string
  /** Hash of the wire and the request: the same key with another request is a mistake. */
  readonly requestHash: string
  /** What the first request changed, written in the same transaction: after a crash it tells how far it came. */
  readonly certificateId: number | null
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
  /** Unless there is an answer. */
  complete(accountId: number, key: string, answer: NonNullable<IdempotentAnswer['answer']>): Promise<void>
  /** Joins the transaction that does what was asked. */
  link(accountId: number, key: string, certificateId: number): Promise<void>
  /** Takes over a claim older than `before` whose request changed nothing; false if it is not there any more. */
  takeOver(accountId: number, key: string, before: Instant, now: Instant): Promise<boolean>
  /** Unless something was done, or answered. */
  release(accountId: number, key: string): Promise<void>
  deleteBefore(createdBefore: Instant): Promise<number>
}
