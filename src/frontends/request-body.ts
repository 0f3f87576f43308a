import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../core/index.ts'

export const maxBody = 1024 * 1024

/** The client went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  constructor() {
    super('The client closed the connection before its request was complete')
    this.name = 'ClientGone'
  }
}

/**
 * How many bytes of long bodies may be in memory at once. Short ones do not count, so that a few slow long ones
 * cannot keep everybody out.
 */
export class BodyBudget {
  readonly #max: number
  #used = 0

  constructor(max = 64 * maxBody) {
    this.#max = max
  }

  take(bytes: number): void {
    if (this.#used + bytes > this.#max) {
      throw new ServiceError('rateLimited', 'Too many long requests at once.', { retryAfter: 5 })
    }
    this.#used += bytes
  }

  giveBack(bytes: number): void {
    this.#used -= bytes
  }
}

const shortBody = 16 * 1024

export interface ReadBody {
  readonly body: Buffer
  /** What to give back to the budget when the request has ended. */
  readonly taken: number
}

/**
 * Reads the body, whatever its transfer coding, and stops at the limit: what is announced too long is not read at
 * all. Throws ServiceError `malformed` for a body that is too long, ClientGone for one that never ends.
 */
export function readBody(incoming: IncomingMessage, budget: BodyBudget): Promise<ReadBody> {
  const announced = Number(incoming.headers['content-length'] ?? 0)
  if (announced > maxBody) return Promise.reject(tooLong())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    let taken = 0

    const stop = () => {
      incoming.off('data', onData)
      incoming.off('end', onEnd)
      incoming.off('error', onGone)
      incoming.off('close', onGone)
    }
    const fail = (error: Error) => {
      stop()
      // Without a listener for `data` it goes on flowing; node:http discards the rest after the answer.
      incoming.pause()
      budget.giveBack(taken)
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBody) {
        fail(tooLong())
        return
      }
      chunks.push(chunk)
      if (length <= shortBody) return
      try {
        budget.take(length - taken)
        taken = length
      } catch (error) {
        fail(error as Error)
      }
    }
    const onEnd = () => {
      stop()
      resolve({
        body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length),
        taken,
      })
    }
    const onGone = () => fail(new ClientGone())

    if (incoming.destroyed) {
      reject(new ClientGone())
      return
    }
    incoming.on('data', onData)
    incoming.on('end', onEnd)
    incoming.on('error', onGone)
    incoming.on('close', onGone)
  })
}

function tooLong(): ServiceError {
  return new ServiceError('malformed', 'The request body is longer than 1 MiB.', { field: 'body' })
}
