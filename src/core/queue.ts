import type { Instant } from './clock.ts'

/**
 * Background work. A job is put in the queue in the transaction of its cause, so neither exists without the other.
 * Effects in the database happen once (they commit together with the job's completion, fenced by its lease);
 * calls to the outside happen at least once. Two jobs with the same key are never in the queue at once, so nothing
 * is ever done twice at the same time for the same object.
 */
export interface JobKinds {
  /** Tries one challenge of a certificate request. Key: `challenge:<id>`. */
  'validate-challenge': { readonly challengeId: string }
  /** Sends the validation mail of an e-mail challenge. */
  'send-validation-mail': { readonly challengeId: string }
  /** Brings a certificate request as far as its proofs allow, and finishes one that a crash left behind. */
  'settle-certificate': { readonly certificateId: number }
  /** Revokes at the issuer what was marked for revocation. */
  'settle-revocation': { readonly certificateId: number }
  /** Publishes the CRL of one issuing CA. Key: `crl:<id>`. */
  'publish-crl': { readonly caId: string }
  /** Finds what is due: intents left by a crash, CRLs near their end, certificates and orders that ended. */
  sweep: { readonly sweep: SweepName }
}

export type SweepName = 'intents' | 'crls' | 'expiry' | 'clean-up'

export type JobKind = keyof JobKinds

/** The kinds as values, for a queue that has to make something for each. */
export const jobKinds = Object.keys({
  'validate-challenge': true,
  'send-validation-mail': true,
  'settle-certificate': true,
  'settle-revocation': true,
  'publish-crl': true,
  sweep: true,
} satisfies Record<JobKind, true>) as readonly JobKind[]

export interface NewJob<K extends JobKind = JobKind> {
  readonly kind: K
  /** Unique among jobs that wait or run. A second job with the key moves the first one's time forward if it is earlier. */
  readonly key: string
  readonly payload: JobKinds[K]
  readonly runAt: Instant
}

/** Puts jobs in the queue inside a storage transaction. */
export interface JobWriter {
  enqueue<K extends JobKind>(job: NewJob<K>): Promise<void>
  /** Takes a waiting job out; one that is running is not stopped. */
  remove(kind: JobKind, key: string): Promise<void>
}

export interface RunningJob<K extends JobKind = JobKind> {
  readonly id: string
  readonly kind: K
  readonly key: string
  readonly payload: JobKinds[K]
  /** 1 on the first run. */
  readonly attempt: number
}

/** What a handler did: the job ends, or runs again at a time. Throwing makes it retry with backoff. */
export type JobResult = { readonly done: true } | { readonly again: Instant }

export type JobHandler<K extends JobKind, Tx> = (
  job: RunningJob<K>,
  control: JobControl<Tx>,
) => Promise<JobResult | undefined>

export interface JobControl<Tx> {
  /**
   * Runs the effect and the job's end (or its next time) in one transaction; throws if the lease was lost, and then
   * nothing of the effect stays. Called at most once; a handler that calls it returns its value as the outcome.
   */
  commit(effect: (tx: Tx) => Promise<JobResult>): Promise<JobResult>
  readonly signal: AbortSignal
}

export type JobHandlers<Tx> = { readonly [K in JobKind]: JobHandler<K, Tx> }

/** A sweep that the queue keeps alive: it runs once at the start of any node, then again this long after it ended. */
export interface Sweep {
  readonly name: SweepName
  readonly everyMs: number
}

/** A job that failed too often: nobody runs it until an operator asks for it. */
export interface DeadJob {
  readonly id: string
  readonly kind: JobKind
  readonly key: string
  readonly payload: JobKinds[JobKind]
  readonly attempts: number
  /** What the last attempt threw. */
  readonly error: string
  readonly diedAt: Instant
}

export interface Queue<Tx> {
  /** One sweep of a name runs at a time over all nodes. */
  start(handlers: JobHandlers<Tx>, sweeps?: readonly Sweep[]): Promise<void>
  /** Looks for due jobs now. A job that is due when its transaction commits wakes its own node by itself. */
  wake(): void
  /** Ends after the running handlers ended or `deadline` milliseconds passed; their signals are aborted at half of it. */
  stop(deadline: number): Promise<void>
  /** Newest first. */
  dead(limit: number): Promise<readonly DeadJob[]>
  /** Puts a dead job back, due now; false if there is none, or another with its key waits or runs. */
  revive(id: string): Promise<boolean>
}
