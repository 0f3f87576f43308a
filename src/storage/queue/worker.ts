import type {
  Clock,
  DeadJob,
  Instant,
  JobControl,
  JobHandler,
  JobHandlers,
  JobKind,
  JobResult,
  Logger,
  Queue,
  Sweep,
} from '../../core/index.ts'
import { jitter } from '../jitter.ts'
import type { Storage, Transaction } from '../storage.ts'
import type { ClaimedJob, JobStore, QueueTuning } from './job-store.ts'

export interface WorkerParts {
  readonly storage: Storage
  readonly store: JobStore
  readonly clock: Clock
  readonly logger: Logger
  readonly tuning: Required<QueueTuning>
}

/** Claims due jobs, runs their handlers, and ends each job in the transaction of its effects. One per process. */
export class JobWorker implements Queue<Transaction> {
  readonly #parts: WorkerParts
  readonly #tuning: Required<QueueTuning>
  readonly #running = new Map<ClaimedJob, Promise<void>>()
  readonly #stopping = new AbortController()
  #handlers: JobHandlers<Transaction> | undefined
  #sweeps: ReadonlyMap<string, number> = new Map()
  #timers: NodeJS.Timeout[] = []
  #claiming: Promise<void> | undefined
  #askedAgain = false

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.#tuning = parts.tuning
  }

  async start(handlers: JobHandlers<Transaction>, sweeps: readonly Sweep[] = []): Promise<void> {
    if (this.#handlers !== undefined) throw new Error('The queue was started before.')
    const { store, storage, clock } = this.#parts
    await store.open()
    this.#sweeps = new Map(sweeps.map(({ name, everyMs }) => [name, everyMs]))
    await storage.transaction(async (tx) => {
      for (const { name } of sweeps) {
        await tx.jobs.enqueue({ kind: 'sweep', key: name, payload: { sweep: name }, runAt: clock.now() })
      }
    })
    this.#handlers = handlers
    this.#timers = [
      setInterval(() => this.wake(), this.#tuning.pollMs),
      setInterval(() => void this.#renew(), this.#tuning.leaseMs / 3),
    ]
    this.wake()
  }

  wake(): void {
    if (this.#handlers === undefined || this.#stopping.signal.aborted) return
    if (this.#claiming !== undefined) {
      this.#askedAgain = true
      return
    }
    this.#claiming = this.#claim()
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'cannot look for due jobs'))
      .finally(() => {
        this.#claiming = undefined
        if (this.#askedAgain) {
          this.#askedAgain = false
          this.wake()
        }
      })
  }

  async stop(deadline: number): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    const wasStarted = this.#handlers !== undefined
    this.#handlers = undefined
    await this.#claiming
    if (this.#running.size > 0) {
      const heartbeat = setInterval(() => void this.#renew(), this.#tuning.leaseMs / 3)
      const abort = setTimeout(() => this.#stopping.abort(), deadline / 2)
      let end: NodeJS.Timeout | undefined
      const ended = new Promise<void>((resolve) => {
        end = setTimeout(resolve, deadline)
      })
      await Promise.race([Promise.allSettled(this.#running.values()), ended])
      clearInterval(heartbeat)
      clearTimeout(abort)
      clearTimeout(end)
    }
    this.#stopping.abort()
    if (wasStarted) await this.#parts.store.close()
  }

  dead(limit: number): Promise<readonly DeadJob[]> {
    return this.#parts.store.dead(limit)
  }

  async revive(id: string): Promise<boolean> {
    const revived = await this.#parts.store.revive(id)
    this.wake()
    return revived
  }

  async #claim(): Promise<void> {
    // A clock that was moved far (in tests) ends leases of jobs that this node runs: they are still its own.
    await this.#renew()
    const free = this.#tuning.concurrency - this.#running.size
    if (free <= 0 || this.#handlers === undefined) return
    const handlers = this.#handlers
    for (const job of await this.#parts.store.claim(free)) {
      const run = this.#run(job, handlers).finally(() => {
        this.#running.delete(job)
        this.wake()
      })
      this.#running.set(job, run)
    }
  }

  async #renew(): Promise<void> {
    if (this.#running.size === 0) return
    try {
      await this.#parts.store.renew([...this.#running.keys()])
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'cannot renew the leases of running jobs')
    }
  }

  async #run(job: ClaimedJob, handlers: JobHandlers<Transaction>): Promise<void> {
    let committed = false
    const control: JobControl<Transaction> = {
      signal: this.#stopping.signal,
      commit: async (effect) => {
        if (committed) throw new Error('A job is committed once.')
        const result = await this.#finish(job, effect)
        committed = true
        return result
      },
    }
    try {
      const handler = handlers[job.kind] as JobHandler<JobKind, Transaction>
      const result = await handler(job, control)
      if (!committed) await this.#finish(job, async () => result ?? { done: true })
    } catch (error) {
      if (committed) this.#log(job, error, 'a job failed after its commit')
      else await this.#afterFailure(job, error)
    }
  }

  /** Effect and end of the job in one transaction, fenced by the lease. */
  async #finish(job: ClaimedJob, effect: (tx: Transaction) => Promise<JobResult>): Promise<JobResult> {
    const { storage, store } = this.#parts
    return storage.transaction(async (tx) => {
      const result = this.#next(job, await effect(tx))
      if (!(await store.finish(job, result))) throw new LeaseLostError(job)
      return result
    })
  }

  /** A sweep never ends while this node registers it. */
  #next(job: ClaimedJob, result: JobResult): JobResult {
    const everyMs = job.kind === 'sweep' ? this.#sweeps.get(job.key) : undefined
    if (everyMs === undefined || 'again' in result) return result
    return { again: this.#parts.clock.now() + everyMs }
  }

  async #afterFailure(job: ClaimedJob, error: unknown): Promise<void> {
    const { store } = this.#parts
    try {
      if (error instanceof LeaseLostError) return this.#log(job, error, 'a job was taken over by another node')
      if (this.#stopping.signal.aborted) return await store.release(job)
      const retryAt = this.#retryAt(job)
      this.#log(job, error, retryAt === null ? 'a job failed for the last time' : 'a job failed and will run again')
      await store.fail(job, textOf(error), retryAt)
    } catch (failure) {
      // The lease ends by itself, and somebody claims the job again.
      this.#log(job, failure, 'cannot record that a job failed')
    }
  }

  /** Twice as long after each failure, less up to a half at random; null when it failed too often. */
  #retryAt(job: ClaimedJob): Instant | null {
    const sweepMs = job.kind === 'sweep' ? this.#sweeps.get(job.key) : undefined
    if (sweepMs === undefined && job.attempt >= this.#tuning.maxAttempts) return null
    const { firstRetryMs, longestRetryMs } = this.#tuning
    const delay = Math.min(firstRetryMs * 2 ** (job.attempt - 1), longestRetryMs, sweepMs ?? longestRetryMs)
    return this.#parts.clock.now() + Math.ceil(delay * (1 - jitter() / 2))
  }

  #log(job: ClaimedJob, error: unknown, message: string): void {
    const { id, kind, key, attempt } = job
    this.#parts.logger.warn({ err: error, job: { id, kind, key, attempt } }, message)
  }
}

class LeaseLostError extends Error {
  constructor({ kind, key }: ClaimedJob) {
    super(`The lease of the job ${kind} ${key} was lost: another node has claimed it.`)
  }
}

function textOf(error: unknown): string {
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 4_000)
}
