import { PgBoss } from 'pg-boss'
import type { Clock, DeadJob, Instant, JobKind, JobKinds, JobResult, Logger, NewJob } from '../../core/index.ts'
import { jobKinds, second } from '../../core/index.ts'
import type { PostgresConnection } from '../postgres-connection.ts'
import type { TransactionScopes } from '../transaction-scope.ts'
import type { ClaimedJob, JobStore, QueueTuning } from './job-store.ts'
import * as bossSql from './pg-boss-sql.ts'

export interface PgBossJobStoreParts {
  readonly pool: PostgresConnection
  /** Runs a transaction of the store's own. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>
  readonly scopes: TransactionScopes<PostgresConnection>
  readonly clock: Clock
  readonly logger: Logger
  readonly tuning: Required<QueueTuning>
  readonly wake: () => void
}

/**
 * The queue of PostgreSQL: pg-boss, one of its queues for each kind, with a policy that lets one job of a key wait or
 * run. It runs on the server's time, so the times of the injected clock are given to it as delays from now.
 *
 * A job that is done is deleted, not kept as completed: the table holds what is to do, and the dead.
 */
export class PgBossJobStore implements JobStore {
  readonly #parts: PgBossJobStoreParts
  /** Puts jobs in and takes them out; makes the schema. */
  readonly #boss: PgBoss
  /** Gives jobs of dead workers back and cleans up; only where jobs are run. */
  #supervisor: PgBoss | undefined

  static async open(parts: PgBossJobStoreParts): Promise<PgBossJobStore> {
    const boss = bossOver(parts, { supervise: false, migrate: true })
    try {
      await boss.start()
      const options = queueOptions(parts.tuning)
      for (const kind of jobKinds) {
        const own = kind === 'sweep' ? { ...options, retryLimit: sweepRetries } : options
        await boss.createQueue(kind, { ...own, policy: 'exclusive' })
        await boss.updateQueue(kind, own)
      }
      return new PgBossJobStore(parts, boss)
    } catch (error) {
      await boss.stop({ graceful: false, close: false })
      throw error
    }
  }

  private constructor(parts: PgBossJobStoreParts, boss: PgBoss) {
    this.#parts = parts
    this.#boss = boss
  }

  async open(): Promise<void> {
    this.#supervisor = bossOver(this.#parts, { supervise: true, migrate: false })
    await this.#supervisor.start()
  }

  async close(): Promise<void> {
    await this.#supervisor?.stop({ graceful: false, close: false })
    this.#supervisor = undefined
  }

  /** With the storage. */
  async shut(): Promise<void> {
    await this.close()
    await this.#boss.stop({ graceful: false, close: false })
  }

  async enqueue<K extends JobKind>({ kind, key, payload, runAt }: NewJob<K>): Promise<void> {
    const { clock, scopes, wake } = this.#parts
    const db = scopes.current().connection
    const delay = Math.max(0, runAt - clock.now()) / second
    for (;;) {
      const id = await this.#boss.send(kind, payload, { singletonKey: key, startAfter: delay, db })
      if (id !== null) break
      // Another with the key waits or runs. Its row is locked, so that its end cannot miss what is written here.
      const [other] = await bossSql.lockByKey(db, kind, key, delay)
      if (other === undefined) continue
      if (other.active) await bossSql.askAgain(db, kind, other.id, runAt)
      else if (other.later) await this.#boss.update(kind, undefined, { id: other.id, startAfter: delay, db })
      break
    }
    if (delay === 0) scopes.current().afterCommit.push(wake)
  }

  async remove(kind: JobKind, key: string): Promise<void> {
    await bossSql.removeByKey(this.#parts.scopes.current().connection, kind, key)
  }

  async claim(limit: number): Promise<readonly ClaimedJob[]> {
    const claimed: ClaimedJob[] = []
    for (const kind of await bossSql.dueKinds(this.#parts.pool, jobKinds)) {
      if (claimed.length >= limit) break
      const jobs = await this.#boss.fetch<Payload>(kind, { batchSize: limit - claimed.length, includeMetadata: true })
      for (const job of jobs) {
        claimed.push({
          id: job.id,
          kind,
          key: job.singletonKey ?? '',
          payload: bossSql.payloadOf(job.data),
          attempt: job.retryCount + 1,
          fence: job.retryCount,
        })
      }
    }
    return claimed
  }

  async renew(jobs: readonly ClaimedJob[]): Promise<void> {
    for (const job of jobs) await this.#boss.touch(job.kind, attemptOf(job))
  }

  async finish(job: ClaimedJob, result: JobResult): Promise<boolean> {
    const { scopes } = this.#parts
    const db = scopes.current().connection
    const asked = await bossSql.takeAgain(db, job.kind, job.id, job.fence)
    if (asked === undefined) return false
    await this.#boss.deleteJob(job.kind, attemptOf(job), { db })
    const times = [asked.againAt, 'again' in result ? result.again : null].filter((time) => time !== null)
    if (times.length > 0) {
      await this.enqueue({ kind: job.kind, key: job.key, payload: job.payload, runAt: Math.min(...times) })
    }
    return true
  }

  async fail(job: ClaimedJob, error: string, retryAt: Instant | null): Promise<void> {
    const { transaction, scopes, clock } = this.#parts
    await transaction(async () => {
      const db = scopes.current().connection
      const asked = await bossSql.takeAgain(db, job.kind, job.id, job.fence)
      if (asked === undefined) return
      await this.#boss.fail(job.kind, attemptOf(job), { error }, { db })
      if (retryAt === null) return
      const delay = Math.max(0, Math.min(retryAt, asked.againAt ?? retryAt) - clock.now()) / second
      await this.#boss.update(job.kind, undefined, { id: job.id, startAfter: delay, db })
    })
  }

  async release(job: ClaimedJob): Promise<void> {
    await this.#boss.fail(job.kind, attemptOf(job), { error: 'the node stopped' })
  }

  async dead(limit: number): Promise<readonly DeadJob[]> {
    return bossSql.dead(this.#parts.pool, limit)
  }

  async revive(id: string): Promise<boolean> {
    const { transaction, scopes, clock } = this.#parts
    return transaction(async () => {
      const db = scopes.current().connection
      const job = await bossSql.takeDead(db, id)
      if (job === undefined) return false
      await this.enqueue({ kind: job.kind, key: job.key, payload: job.payload, runAt: clock.now() })
      return true
    })
  }
}

type Payload = JobKinds[JobKind]

/** pg-boss raises the count at each claim: a worker whose lease was lost holds an old one. */
const attemptOf = ({ id, fence }: ClaimedJob) => ({ id, retryCount: fence })

function bossOver(
  { pool, logger, tuning }: PgBossJobStoreParts,
  modes: { supervise: boolean; migrate: boolean },
): PgBoss {
  // How soon a job of a dead worker is seen, beyond its heartbeat.
  const watchSeconds = Math.max(1, Math.floor(tuning.leaseMs / 3 / second))
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.executeSql(text, values) },
    schema: bossSql.schema,
    schedule: false,
    superviseIntervalSeconds: watchSeconds,
    monitorIntervalSeconds: watchSeconds,
    maintenanceIntervalSeconds: 600,
    flowIntervalSeconds: 60,
    ...modes,
  })
  boss.on('error', (error) => logger.warn({ err: error }, 'pg-boss reports an error'))
  boss.on('warning', (warning) => logger.warn({ warning }, 'pg-boss warns'))
  return boss
}

function queueOptions({ maxAttempts, leaseMs }: Required<QueueTuning>) {
  return {
    retryLimit: maxAttempts - 1,
    // The worker sets the time of a retry itself; a job of a dead worker is due at once.
    retryDelay: 0,
    retryBackoff: false,
    // Not less, says pg-boss.
    heartbeatSeconds: Math.max(10, Math.ceil(leaseMs / second)),
    // No handler runs for an hour.
    expireInSeconds: 3_600,
    // Waiting jobs stay for a year after they are due, dead ones for 90 days.
    retentionSeconds: 365 * 86_400,
    deleteAfterSeconds: 90 * 86_400,
  }
}

/** Sweeps never die. */
const sweepRetries = 1_000_000_000
