import type { Storage } from '../../src/storage/index.ts'

export const crashPoints = ['before the record', 'after the record', 'while signing'] as const

export type CrashPoint = (typeof crashPoints)[number]

/** Ends an issuance at a named point, once: its caller sees an error, and the rest of the process lives on. */
export class Crash {
  next: CrashPoint | undefined

  at(point: CrashPoint): void {
    if (this.next !== point) return
    this.next = undefined
    throw new Error(`crash ${point}`)
  }

  readonly wrap = (storage: Storage): Storage => ({
    reader: storage.reader,
    transaction: async (work) => {
      this.at('before the record')
      const value = await storage.transaction(work)
      this.at('after the record')
      return value
    },
    ping: () => storage.ping(),
    close: () => storage.close(),
  })
}
