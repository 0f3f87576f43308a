import type { Logger } from '../core/index.ts'
import pg from 'pg'
import type { Statement } from './statement.ts'
import type { Connection } from './transaction-scope.ts'

/** Statements on the pool, or on the client that a transaction holds. */
export class PostgresConnection implements Connection {
  readonly #queryable: Queryable

  constructor(queryable: Queryable) {
    this.#queryable = queryable
  }

  async all<P extends object, R>(statement: Statement<P, R>, values: P): Promise<readonly R[]> {
    return (await this.#query(statement, values)).rows as R[]
  }

  async first<P extends object, R>(statement: Statement<P, R>, values: P): Promise<R | undefined> {
    return (await this.#query(statement, values)).rows[0] as R | undefined
  }

  async change<P extends object>(statement: Statement<P, unknown>, values: P): Promise<number> {
    return (await this.#query(statement, values)).rowCount ?? 0
  }

  /** For pg-boss, which brings its own SQL. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    return this.#queryable.query(text, values)
  }

  // Not named on the server: a plan made before a rolling upgrade's migration would fail after it.
  #query<P extends object>(statement: Statement<P, unknown>, values: P): Promise<pg.QueryResult> {
    const compiled = statement.compiled('postgres')
    return this.#queryable.query(compiled.sql, compiled.bind(values))
  }
}

export interface Queryable {
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>
}

export function openPool(url: string, size: number, nodeId: string, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: `reseal ${nodeId}`,
    // bigint: ids, instants and money stay below 2^53. Only for this pool, not for all of pg.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => parserOf(oid, format),
    },
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 15_000,
    // The client's own watch, for a server or a network that says nothing any more.
    query_timeout: 20_000,
    // A work that awaits something other than its transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 10_000,
  })
  // Lost while idle: the pool drops the connection and opens another when it needs one.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection to PostgreSQL was lost'))
  return pool
}

const bigintOid = 20

function parserOf(oid: number, format: 'text' | 'binary' | undefined): unknown {
  return oid === bigintOid ? Number : pg.types.getTypeParser(oid, format)
}
