import { AsyncLocalStorage } from 'node:async_hooks'
import type { Executor } from './connection.ts'
import { translateError } from './errors.ts'
import type { Statement } from './statement.ts'

/** A connection as its driver has it: node:sqlite answers at once, pg later. */
export interface Connection {
  all<P extends object, R>(statement: Statement<P, R>, values: P): Promise<readonly R[]> | readonly R[]
  first<P extends object, R>(statement: Statement<P, R>, values: P): Promise<R | undefined> | R | undefined
  change<P extends object>(statement: Statement<P, unknown>, values: P): Promise<number> | number
}

/** One run of one transaction's work. */
export class TransactionScope<C extends Connection = Connection> {
  readonly connection: C
  readonly afterCommit: (() => void)[] = []
  /** No statement may run any more. */
  ended = false
  /** The first statement that failed. PostgreSQL runs nothing after it, so neither does SQLite. */
  failure: Error | undefined

  constructor(connection: C) {
    this.connection = connection
  }
}

/**
 * Knows in which transaction the running code is, so that one `Transaction` object serves them all, and so that
 * mistakes that lose writes or wait for ever on one database are errors on both (reference/stack.md section 2).
 */
export class TransactionScopes<C extends Connection = Connection> {
  readonly #storage = new AsyncLocalStorage<TransactionScope<C>>()

  run<T>(scope: TransactionScope<C>, work: () => T): T {
    return this.#storage.run(scope, work)
  }

  current(): TransactionScope<C> {
    const scope = this.#storage.getStore()
    if (scope === undefined) throw new Error('A transaction was used outside its work.')
    if (scope.ended) throw new Error('A transaction was used after its work ended: a promise in it was not awaited.')
    if (scope.failure !== undefined) {
      throw new Error('A transaction was used after one of its statements failed.', { cause: scope.failure })
    }
    return scope
  }

  /** For what reads or writes by itself: inside a transaction it would not see its writes, or wait for it for ever. */
  assertOutside(what: string): void {
    const scope = this.#storage.getStore()
    if (scope === undefined || scope.ended) return
    const error = new Error(`${what} was used inside a transaction's work: use the transaction.`)
    scope.failure ??= error
    throw error
  }
}

/** Runs statements in the transaction that the calling code belongs to. */
export function executorInside(scopes: TransactionScopes): Executor {
  const guarded = async <T>(run: (connection: Connection) => Promise<T> | T): Promise<T> => {
    const scope = scopes.current()
    try {
      return await run(scope.connection)
    } catch (error) {
      const translated = translateError(error)
      scope.failure ??= translated
      throw translated
    }
  }
  return {
    all: (statement, values) => guarded((connection) => connection.all(statement, values)),
    first: (statement, values) => guarded((connection) => connection.first(statement, values)),
    change: (statement, values) => guarded((connection) => connection.change(statement, values)),
  }
}

/** Runs statements outside any transaction. */
export function executorOutside(scopes: TransactionScopes, connection: Connection): Executor {
  const guarded = async <T>(run: () => Promise<T> | T): Promise<T> => {
    scopes.assertOutside('The reader')
    return run()
  }
  return {
    all: (statement, values) => guarded(() => connection.all(statement, values)),
    first: (statement, values) => guarded(() => connection.first(statement, values)),
    change: () => Promise.reject(new Error('A reader cannot change anything.')),
  }
}
