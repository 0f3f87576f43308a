import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../core/index.ts'
import { runActions } from './after-commit.ts'
import { isRetryable } from './errors.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { TransactionScopes } from './transaction-scope.ts'
import { TransactionScope } from './transaction-scope.ts'

/**
 * Waiting transactions share one commit: one after another, each in a savepoint, one fsync for all, nobody answered
 * before it. Two closures that ran interleaved lost an acknowledged write (reference/stack.md section 2), so the next
 * starts when the one before has settled, and a work that waits for anything but its transaction is given up.
 */
export class GroupCommit {
  readonly #connection: SqliteConnection
  readonly #scopes: TransactionScopes<SqliteConnection>
  readonly #logger: Logger
  readonly #command: (command: Command) => void
  readonly #waiting: Waiting[] = []
  #state: 'idle' | 'scheduled' | 'running' = 'idle'
  #giveUp: ((reason: Error) => void) | undefined
  #started = 0
  #drained: (() => void) | undefined
  #closed = false

  constructor(connection: SqliteConnection, scopes: TransactionScopes<SqliteConnection>, logger: Logger) {
    this.#connection = connection
    this.#scopes = scopes
    this.#logger = logger
    const commands = new Map(commandTexts.map((sql) => [sql, connection.database.prepare(sql)] as const))
    this.#command = (sql) => void commands.get(sql)?.run()
  }

  submit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The storage is closed.'))
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#schedule()
    })
  }

  /** Takes no more, and resolves when what waited is done. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#state === 'idle') return
    await new Promise<void>((resolve) => {
      this.#drained = resolve
    })
  }

  /** Everything that arrives in the same turn of the loop joins the group. */
  #schedule(): void {
    if (this.#state !== 'idle') return
    this.#state = 'scheduled'
    setImmediate(() => void this.#run())
  }

  async #run(): Promise<void> {
    this.#state = 'running'
    const stopWatching = this.#watch()
    const settled: Settled[] = []
    let failure: unknown
    try {
      await this.#begin()
      await this.#runGroup(settled)
      this.#command('commit')
    } catch (error) {
      failure = error
      this.#undo('rollback')
    }
    stopWatching()
    this.#answer(settled, failure)
    this.#state = 'idle'
    if (this.#waiting.length > 0) this.#schedule()
    else this.#drained?.()
  }

  /** The command line in another process may hold the lock: nothing has run yet, so trying again is harmless. */
  async #begin(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#command('begin immediate')
        return
      } catch (error) {
        if (!isRetryable(error) || attempt === beginAttempts) {
          for (const waiting of this.#waiting.splice(0)) waiting.reject(error)
          throw error
        }
        await sleep(25)
      }
    }
  }

  async #runGroup(settled: Settled[]): Promise<void> {
    const startedAt = performance.now()
    while (this.#waiting.length > 0 && settled.length < maxTransactions) {
      if (performance.now() - startedAt > maxMilliseconds) return
      const waiting = this.#waiting.shift() as Waiting
      const entry = await this.#runOne(waiting)
      settled.push(entry)
      // SQLITE_FULL, SQLITE_IOERR and SQLITE_NOMEM may roll back the whole transaction, released savepoints included.
      if (!this.#connection.database.isTransaction) {
        throw new Error('SQLite rolled back the whole group of transactions.', { cause: entry.error })
      }
    }
  }

  async #runOne(waiting: Waiting): Promise<Settled> {
    const scope = new TransactionScope(this.#connection)
    this.#started++
    this.#command('savepoint one')
    try {
      const value = await this.#settle(waiting, scope)
      scope.ended = true
      if (scope.failure !== undefined) throw scope.failure
      this.#command('release one')
      return { waiting, scope, value }
    } catch (error) {
      scope.ended = true
      this.#undo('rollback to one')
      this.#undo('release one')
      return { waiting, scope, error: error ?? new Error('A transaction was rejected without a reason.') }
    }
  }

  #settle(waiting: Waiting, scope: TransactionScope<SqliteConnection>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      // async: a work that throws before its first promise is a rejection too.
      const run = async () => waiting.work()
      this.#scopes.run(scope, run).then(resolve, reject)
    })
  }

  /** After an automatic rollback there is nothing left to undo. */
  #undo(command: Command): void {
    if (!this.#connection.database.isTransaction) return
    try {
      this.#command(command)
    } catch (error) {
      this.#logger.error({ err: error, command }, 'SQLite could not undo a transaction')
    }
  }

  /** All statements answer in the same turn of the loop: a work that is still there some turns later waits for another. */
  #watch(): () => void {
    let turns = 0
    let seen = this.#started
    let next: NodeJS.Immediate
    const look = () => {
      turns = this.#started === seen ? turns + 1 : 0
      seen = this.#started
      if (turns >= patience) this.#giveUp?.(new Error(waitedForAnother))
      next = setImmediate(look)
    }
    next = setImmediate(look)
    return () => clearImmediate(next)
  }

  #answer(settled: readonly Settled[], failure: unknown): void {
    for (const { waiting, scope, value, error } of settled) {
      if (failure !== undefined) {
        waiting.reject(failure)
        continue
      }
      if (error !== undefined) {
        waiting.reject(error)
        continue
      }
      waiting.resolve(value)
      runActions(scope.afterCommit, this.#logger)
    }
  }
}

interface Waiting {
  readonly work: () => Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

interface Settled {
  readonly waiting: Waiting
  readonly scope: TransactionScope
  readonly value?: unknown
  readonly error?: unknown
}

type Command = (typeof commandTexts)[number]

const commandTexts = [
  'begin immediate',
  'commit',
  'rollback',
  'savepoint one',
  'rollback to one',
  'release one',
] as const

const maxTransactions = 256
/** Nothing else of the process runs meanwhile. */
const maxMilliseconds = 20
/** With SQLite's own wait, about five seconds. */
const beginAttempts = 100
const patience = 3
const waitedForAnother =
  'A transaction waited for something other than its transaction (a timer, the network, a file): it was rolled back.'
