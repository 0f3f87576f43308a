import type { DeadJob, Instant, JobResult, JobWriter, RunningJob } from '../../core/index.ts'

/**
 * Where jobs are kept: the job table of the embedded database, or pg-boss on PostgreSQL. The worker above it, and so
 * what a handler sees, is the same.
 */
export interface JobStore extends JobWriter {
  /** Called once, before the first claim. */
  open(): Promise<void>
  close(): Promise<void>
  /** Takes due jobs for this node, until their leases end. */
  claim(limit: number): Promise<readonly ClaimedJob[]>
  /** Lengthens the leases; a job that somebody else has claimed is left alone. */
  renew(jobs: readonly ClaimedJob[]): Promise<void>
  /** Inside the transaction of the job's effects: ends it, or sets its next time. False if the lease was lost. */
  finish(job: ClaimedJob, result: JobResult): Promise<boolean>
  /** After a failure: when to try again, or null when it is dead. Nothing happens if the lease was lost. */
  fail(job: ClaimedJob, error: string, retryAt: Instant | null): Promise<void>
  /** Gives a job back that this node did not get to, as if it had not been claimed. */
  release(job: ClaimedJob): Promise<void>
  dead(limit: number): Promise<readonly DeadJob[]>
  revive(id: string): Promise<boolean>
}

export interface ClaimedJob extends RunningJob {
  /** Another one for each claim: what only the holder of the newest lease knows. */
  readonly fence: number
}

export interface QueueTuning {
  /** How many jobs this node runs at once. */
  readonly concurrency?: number
  readonly pollMs?: number
  /** How long a claimed job belongs to its node without a sign of life; a third of it is the heartbeat. pg-boss: 10 s at least. */
  readonly leaseMs?: number
  /** Failures in a row after which a job is dead. */
  readonly maxAttempts?: number
  readonly firstRetryMs?: number
  readonly longestRetryMs?: number
}

export const defaultTuning: Required<QueueTuning> = {
  concurrency: 8,
  pollMs: 1_000,
  leaseMs: 15_000,
  maxAttempts: 20,
  firstRetryMs: 1_000,
  longestRetryMs: 3_600_000,
}
