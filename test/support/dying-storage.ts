import type { Storage } from '../../src/storage/index.ts'

/**
 * A storage whose process dies at its n-th transaction, just before it or just after its commit: from then on nothing
 * works any more, as after kill -9. What was committed is in the file.
 */
export interface DyingStorage {
  readonly wrap: (storage: Storage) => Storage
  /** Transactions so far. */
  readonly count: () => number
  readonly dead: () => boolean
  /** Resolves when it dies. */
  readonly death: Promise<void>
}

export class ProcessDied extends Error {
  override readonly name = 'ProcessDied'
}

export function dyingStorage(): DyingStorage & {
  arm(at: number, moment: 'before' | 'after'): void /** A new process on the same rows. */
  revive(): void
} {
  let seen = 0
  let armedAt = Number.POSITIVE_INFINITY
  let armedMoment: 'before' | 'after' = 'before'
  let died = false
  const death = Promise.withResolvers<void>()
  const die = () => {
    died = true
    death.resolve()
    return new ProcessDied('the process died here')
  }
  return {
    count: () => seen,
    dead: () => died,
    death: death.promise,
    arm(at, moment) {
      seen = 0
      armedAt = at
      armedMoment = moment
    },
    revive() {
      died = false
      armedAt = Number.POSITIVE_INFINITY
    },
    wrap: (storage) => ({
      get reader() {
        if (died) throw new ProcessDied('the process is dead')
        return storage.reader
      },
      async transaction(work) {
        if (died) throw new ProcessDied('the process is dead')
        seen += 1
        const mine = seen
        if (mine === armedAt && armedMoment === 'before') throw die()
        const result = await storage.transaction(work)
        if (mine === armedAt) throw die()
        return result
      },
      ping: () => storage.ping(),
      close: () => storage.close(),
    }),
  }
}
