import { type Caller, minute, second, ServiceError } from '../core/index.ts'
import type { IdempotentAnswer, Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'

export type StoredAnswer = NonNullable<IdempotentAnswer['answer']>

export interface OnceRequest {
  /** As sent in `Idempotency-Key`. */
  readonly key: string
  /** Of the wire and of everything asked: the same key with another request is a mistake. */
  readonly requestHash: string
}

export interface FirstAnswer {
  readonly answer: StoredAnswer
  /** False where asking again may help: such an answer is not kept. */
  readonly final: boolean
}

/**
 * Runs a write once for its key, per account and for 24 hours, and answers repetitions as the first was answered. When
 * the process died in between, what its transaction wrote down tells how to go on: nothing was done, and it runs; or it
 * was done, and `recover` prints what became of it. Throws malformed, duplicate (another request with the key), and
 * conflict while the first still runs.
 */
export async function once(
  context: RegistrationContext,
  caller: Caller,
  { key, requestHash }: OnceRequest,
  run: (caller: Caller) => Promise<FirstAnswer>,
  recover: (certificateId: number) => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  if (key.length > 255 || !/^[\x21-\x7e]+$/.test(key)) {
    throw new ServiceError('malformed', 'up to 255 visible ASCII characters are expected', { field: 'Idempotency-Key' })
  }
  const { storage, clock } = context
  const { accountId } = caller
  const now = clock.now()
  const claim = { accountId, key, requestHash, certificateId: null, answer: null, createdAt: now }
  const claimed = await storage.transaction((tx) => tx.idempotency.claim(claim))
  if (!claimed) {
    const earlier = await storage.transaction((tx) => tx.idempotency.find(accountId, key))
    if (earlier !== undefined && earlier.requestHash !== requestHash) {
      throw new ServiceError('duplicate', 'the key was used for another request', { field: 'Idempotency-Key' })
    }
    if (earlier?.answer) return earlier.answer
    if (earlier === undefined) throw stillRunning()
    // It was done, and whoever did it should have answered by now: what is stored says what became of it.
    if (earlier.certificateId !== null && now - earlier.createdAt > answeredWithin) {
      return await keep(context, caller, key, await recover(earlier.certificateId))
    }
    // No request lives this long: the process that held the claim is gone, and nothing was done.
    const given = now - abandonedAfter
    if (earlier.certificateId !== null || earlier.createdAt >= given) throw stillRunning()
    if (!(await storage.transaction((tx) => tx.idempotency.takeOver(accountId, key, given, now)))) throw stillRunning()
  }
  try {
    const { answer, final } = await run({ ...caller, idempotencyKey: key })
    if (final) return await keep(context, caller, key, answer)
    return await giveUp(context, caller, key, recover, () => answer)
  } catch (error) {
    return await giveUp(context, caller, key, recover, () => {
      throw error
    })
  }
}

/**
 * A fault, or an answer that asks to try again. Where nothing was done the key is free for the next try; where the order
 * was accepted before the fault, the next try must not make a second one: then what is stored is the answer.
 */
async function giveUp(
  context: RegistrationContext,
  caller: Caller,
  key: string,
  recover: (certificateId: number) => Promise<StoredAnswer>,
  otherwise: () => StoredAnswer,
): Promise<StoredAnswer> {
  const linked = await context.storage.transaction(async (tx) => {
    await tx.idempotency.release(caller.accountId, key)
    return (await tx.idempotency.find(caller.accountId, key))?.certificateId ?? null
  })
  return linked === null ? otherwise() : await keep(context, caller, key, await recover(linked))
}

/** In the transaction that does what was asked. */
export async function linkToKey(tx: Transaction, caller: Caller, certificateId: number): Promise<void> {
  if (caller.idempotencyKey === undefined) return
  await tx.idempotency.link(caller.accountId, caller.idempotencyKey, certificateId)
}

async function keep(
  { storage }: RegistrationContext,
  { accountId }: Caller,
  key: string,
  answer: StoredAnswer,
): Promise<StoredAnswer> {
  return await storage.transaction(async (tx) => {
    // The first to be kept is the answer to all.
    await tx.idempotency.complete(accountId, key, answer)
    return (await tx.idempotency.find(accountId, key))?.answer ?? answer
  })
}

/** Longer than any listener lets a request last. */
const abandonedAfter = 6 * minute
/** From the claim; the issuer of a request that takes longer answers to the next try. */
const answeredWithin = 10 * second

function stillRunning(): ServiceError {
  return new ServiceError('conflict', 'the first request with this key is still running: try again', {
    field: 'Idempotency-Key',
    retryAfter: 5,
  })
}
