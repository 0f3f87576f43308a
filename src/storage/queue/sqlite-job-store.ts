import type { Clock, DeadJob, Instant, JobKind, JobKinds, JobResult, NewJob } from '../../core/index.ts'
import { randomId } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import type { TransactionScopes } from '../transaction-scope.ts'
import type { ClaimedJob, JobStore } from './job-store.ts'
import * as statements from './job-statements.ts'

export interface SqliteJobStoreParts {
  /** Runs statements in the running transaction. */
  readonly inside: Executor
  readonly outside: Executor
  /** Runs a transaction of the store's own. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>
  readonly scopes: TransactionScopes
  readonly clock: Clock
  readonly nodeId: string
  readonly leaseMs: number
  readonly wake: () => void
}

/** The queue of the embedded database: a table with leases. All its times are the injected clock's. */
export class SqliteJobStore implements JobStore {
  readonly #parts: SqliteJobStoreParts

  constructor(parts: SqliteJobStoreParts) {
    this.#parts = parts
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  async enqueue<K extends JobKind>({ kind, key, payload, runAt }: NewJob<K>): Promise<void> {
    const { inside, clock, scopes, wake } = this.#parts
    const now = clock.now()
    await inside.change(statements.enqueue, { id: randomId(), kind, key, payload: JSON.stringify(payload), runAt, now })
    if (runAt <= now) scopes.current().afterCommit.push(wake)
  }

  async remove(kind: JobKind, key: string): Promise<void> {
    await this.#parts.inside.change(statements.remove, { kind, key })
    // A running one only forgets that it was asked to run again.
    await this.#parts.inside.change(statements.forgetAgain, { kind, key })
  }

  async claim(limit: number): Promise<readonly ClaimedJob[]> {
    const { inside, outside, transaction, clock, nodeId, leaseMs } = this.#parts
    // An idle queue looks and writes nothing: a claim would cost an fsync every second.
    const due = await outside.first(statements.nextDue, { now: clock.now() })
    if (due === undefined) return []
    return transaction(async () => {
      const now = clock.now()
      const rows = await inside.all(statements.claim, { nodeId, now, leaseUntil: now + leaseMs, limit })
      return rows.map(jobOf)
    })
  }

  async renew(jobs: readonly ClaimedJob[]): Promise<void> {
    const { inside, transaction, clock, leaseMs } = this.#parts
    await transaction(async () => {
      const leaseUntil = clock.now() + leaseMs
      for (const { id, fence } of jobs) await inside.change(statements.renew, { id, fence, leaseUntil })
    })
  }

  async finish({ id, fence }: ClaimedJob, result: JobResult): Promise<boolean> {
    const { inside, clock, scopes, wake } = this.#parts
    if ('done' in result) {
      // Asked for again while it ran: it stays, and runs again.
      if ((await inside.change(statements.runAgainAsAsked, { id, fence })) === 1) {
        scopes.current().afterCommit.push(wake)
        return true
      }
      return (await inside.change(statements.done, { id, fence })) === 1
    }
    if (result.again <= clock.now()) scopes.current().afterCommit.push(wake)
    return (await inside.change(statements.again, { id, fence, at: result.again })) === 1
  }

  async fail({ id, fence }: ClaimedJob, error: string, retryAt: Instant | null): Promise<void> {
    const { inside, transaction, clock } = this.#parts
    await transaction(() =>
      retryAt === null
        ? inside.change(statements.bury, { id, fence, error, now: clock.now() })
        : inside.change(statements.retry, { id, fence, error, at: retryAt }),
    )
  }

  async release({ id, fence }: ClaimedJob): Promise<void> {
    const { inside, transaction, clock } = this.#parts
    await transaction(() => inside.change(statements.release, { id, fence, now: clock.now() }))
  }

  async dead(limit: number): Promise<readonly DeadJob[]> {
    const rows = await this.#parts.outside.all(statements.dead, { limit })
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind as JobKind,
      key: row.key,
      payload: JSON.parse(row.payload) as JobKinds[JobKind],
      attempts: row.attempt,
      error: row.error ?? '',
      diedAt: row.dead_at ?? 0,
    }))
  }

  async revive(id: string): Promise<boolean> {
    const { inside, transaction, clock } = this.#parts
    return transaction(async () => (await inside.change(statements.revive, { id, now: clock.now() })) === 1)
  }
}

function jobOf(row: statements.ClaimedRow): ClaimedJob {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    key: row.key,
    payload: JSON.parse(row.payload) as JobKinds[JobKind],
    attempt: row.attempt,
    fence: row.fence,
  }
}
