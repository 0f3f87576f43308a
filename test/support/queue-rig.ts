import { setTimeout as sleep } from 'node:timers/promises'
import { type JobHandlers, jobKinds, type NewJob, type Sweep } from '../../src/core/index.ts'
import type { DatabaseOptions, OpenedStorage, OpenOptions, Transaction } from '../../src/storage/index.ts'
import { open, realClock } from './databases.ts'

/** Fast enough for tests; pg-boss takes no lease under ten seconds. */
export const tuning = { pollMs: 50, leaseMs: 900, maxAttempts: 3, firstRetryMs: 20, longestRetryMs: 100 }

export async function openQueue(
  database: DatabaseOptions,
  options: Partial<OpenOptions> = {},
): Promise<OpenedStorage & { enqueue(...jobs: NewJob[]): Promise<void>; end(): Promise<void> }> {
  const node = await open(database, { clock: realClock, queue: tuning, ...options })
  return {
    ...node,
    enqueue: (...jobs) =>
      node.storage.transaction(async (tx) => {
        for (const job of jobs) await tx.jobs.enqueue(job)
      }),
    end: async () => {
      await node.queue.stop(2_000)
      await node.storage.close()
    },
  }
}

/** Handlers of which only some kinds are expected to run. */
export function handlers(some: Partial<JobHandlers<Transaction>>): JobHandlers<Transaction> {
  const unexpected = async (job: { kind: string; key: string }) => {
    throw new Error(`unexpected job ${job.kind} ${job.key}`)
  }
  return { ...Object.fromEntries(jobKinds.map((kind) => [kind, unexpected])), ...some } as JobHandlers<Transaction>
}

export function job(key: string, runAt = 0): NewJob<'publish-crl'> {
  return { kind: 'publish-crl', key, payload: { caId: key }, runAt }
}

export function sweeping(everyMs: number): readonly Sweep[] {
  return [{ name: 'crls', everyMs }]
}

export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`)
    await sleep(10)
  }
}
