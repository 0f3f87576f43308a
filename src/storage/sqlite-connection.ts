import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { CompiledStatement, Statement } from './statement.ts'
import type { Connection } from './transaction-scope.ts'

/** One connection to the database file, with every statement prepared once. */
export class SqliteConnection implements Connection {
  readonly database: DatabaseSync
  readonly #prepared: Prepared[] = []

  constructor(database: DatabaseSync) {
    this.database = database
  }

  all<P extends object, R>(statement: Statement<P, R>, values: P): readonly R[] {
    const { statement: prepared, compiled } = this.#prepare(statement)
    return prepared.all(...(compiled.bind(values) as SQLInputValue[])) as R[]
  }

  first<P extends object, R>(statement: Statement<P, R>, values: P): R | undefined {
    const { statement: prepared, compiled } = this.#prepare(statement)
    return prepared.get(...(compiled.bind(values) as SQLInputValue[])) as R | undefined
  }

  change<P extends object>(statement: Statement<P, unknown>, values: P): number {
    const { statement: prepared, compiled } = this.#prepare(statement)
    return Number(prepared.run(...(compiled.bind(values) as SQLInputValue[])).changes)
  }

  #prepare(statement: Statement<never, unknown>): Prepared {
    const known = this.#prepared[statement.id]
    if (known !== undefined) return known
    const compiled = statement.compiled('sqlite')
    const made = { compiled, statement: this.database.prepare(compiled.sql) }
    this.#prepared[statement.id] = made
    return made
  }
}

interface Prepared {
  readonly compiled: CompiledStatement
  readonly statement: StatementSync
}

/** The only connection of this process that writes. Makes folder and file if they are missing, for the owner alone. */
export function openWriter(file: string): SqliteConnection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: busyTimeout })
  configure(database, {
    // Readers never wait for the writer, and a commit is one write and one fsync.
    journal_mode: ['wal', 'wal'],
    // A commit that was answered survives a power failure; WAL's default (normal) may lose the last ones.
    synchronous: ['full', 2],
    foreign_keys: ['on', 1],
    // Savepoints keep what they may have to undo in memory.
    temp_store: ['memory', 2],
    cache_size: [-cacheKilobytes, -cacheKilobytes],
    // The checkpointer works beside the writer; this is for a log that grows faster than it, or a process without one.
    wal_autocheckpoint: [32_000, 32_000],
    journal_size_limit: [64 * 1024 * 1024, 64 * 1024 * 1024],
  })
  return new SqliteConnection(database)
}

/** Reads committed state only, and cannot write. */
export function openReader(file: string): SqliteConnection {
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeout })
  configure(database, { query_only: ['on', 1], cache_size: [-cacheKilobytes, -cacheKilobytes] })
  return new SqliteConnection(database)
}

/** Another process (the command line) may hold the lock for a short transaction. */
const busyTimeout = 5_000

/** Waiting in SQLite stops this whole process: once the server runs, a group waits for the lock outside SQLite. */
export function waitBriefly({ database }: SqliteConnection): void {
  configure(database, { busy_timeout: [25, 25] })
}

const cacheKilobytes = 8 * 1024

/** SQLite ignores a setting it cannot take, so each is read back. */
function configure(
  database: DatabaseSync,
  settings: Readonly<Record<string, readonly [string | number, unknown]>>,
): void {
  for (const [name, [value, expected]] of Object.entries(settings)) {
    database.exec(`pragma ${name} = ${value}`)
    const actual = Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
    if (actual !== expected) throw new Error(`SQLite did not take ${name} = ${value}: it is ${String(actual)}.`)
  }
}
