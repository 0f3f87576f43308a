import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from '../core/index.ts'
import { runActions } from './after-commit.ts'
import { isRetryable } from './errors.ts'
import { jitter } from './jitter.ts'
import { PostgresConnection } from './postgres-connection.ts'
import type { TransactionScopes } from './transaction-scope.ts'
import { TransactionScope } from './transaction-scope.ts'

/**
 * Transactions on a pool, READ COMMITTED: the queries guard their rows themselves (`where status in …`, unique
 * indexes). What the server gave up to resolve a deadlock or a serialization failure runs again.
 */
export class PostgresTransactions {
  readonly #pool: pg.Pool
  readonly #scopes: TransactionScopes<PostgresConnection>
  readonly #logger: Logger

  constructor(pool: pg.Pool, scopes: TransactionScopes<PostgresConnection>, logger: Logger) {
    this.#pool = pool
    this.#scopes = scopes
    this.#logger = logger
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(work)
      } catch (error) {
        if (!isRetryable(error) || attempt === maxAttempts) throw error
        await sleep(2 ** attempt * 5 * (1 + jitter()))
      }
    }
  }

  async #once<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    const scope = new TransactionScope(new PostgresConnection(client))
    let broken: boolean | undefined
    try {
      await client.query('begin isolation level read committed')
      const value = await this.#scopes.run(scope, async () => work())
      scope.ended = true
      if (scope.failure !== undefined) throw scope.failure
      const { command } = await client.query('commit')
      // PostgreSQL answers a commit of a failed transaction with a rollback, not with an error.
      if (command !== 'COMMIT') throw new Error('PostgreSQL rolled the transaction back instead of committing it.')
      runActions(scope.afterCommit, this.#logger)
      return value
    } catch (error) {
      scope.ended = true
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      )
      throw isRetryable(scope.failure) ? scope.failure : error
    } finally {
      client.release(broken)
    }
  }
}

const maxAttempts = 8
