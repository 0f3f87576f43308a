import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Clock, type Logger, sha256Hex } from '../../src/core/index.ts'
import { type DatabaseOptions, type OpenedStorage, type OpenOptions, openStorage } from '../../src/storage/index.ts'
import { noPostgres, startPostgres, type TestPostgres } from './postgres.ts'

/** One kind of database under test: makes empty ones, and looks into them past our own code. */
export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** Why it cannot be tested on this machine. */
  readonly skip: string | undefined
  create(): Promise<DatabaseOptions>
  query(database: DatabaseOptions, sql: string): Promise<readonly Record<string, unknown>[]>
  /** Ends servers and removes files. */
  dispose(): Promise<void>
}

export function testDatabases(): readonly TestDatabase[] {
  return [sqlite(), postgres()]
}

export function sqlite(): TestDatabase {
  const folders: string[] = []
  return {
    name: 'SQLite',
    skip: undefined,
    create: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'reseal-storage-'))
      folders.push(folder)
      return { kind: 'sqlite', file: join(folder, 'data', 'reseal.sqlite') }
    },
    query: async (database, sql) => {
      if (database.kind !== 'sqlite') throw new Error('not SQLite')
      const connection = new DatabaseSync(database.file)
      const rows = connection.prepare(sql).all() as Record<string, unknown>[]
      connection.close()
      return rows
    },
    dispose: async () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function postgres(): TestDatabase {
  let server: Promise<TestPostgres> | undefined
  return {
    name: 'PostgreSQL',
    skip: noPostgres,
    create: async () => {
      server ??= startPostgres()
      return { kind: 'postgres', url: await (await server).createDatabase() }
    },
    query: async (database, sql) => {
      if (database.kind !== 'postgres') throw new Error('not PostgreSQL')
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      const { rows } = await client.query<Record<string, unknown>>(sql)
      await client.end()
      return rows
    },
    dispose: async () => {
      await (await server)?.stop()
    },
  }
}

/** A hash of every row of every table: equal before and after means that nothing was left behind. */
export async function contentHash(kind: TestDatabase, database: DatabaseOptions): Promise<string> {
  const lists = {
    SQLite: "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    PostgreSQL:
      "select table_name as name from information_schema.tables where table_schema = 'public' or table_name = 'job_common'",
  }
  const tables = (await kind.query(database, lists[kind.name])).map((row) => String(row['name'])).toSorted()
  const contents: string[] = []
  for (const table of tables) {
    const rows = await kind.query(database, `select * from ${table === 'job_common' ? 'pgboss.job_common' : table}`)
    contents.push(table, ...rows.map((row) => JSON.stringify(row)).toSorted())
  }
  return sha256Hex(contents.join('\n'))
}

export interface MovingClock extends Clock {
  move(milliseconds: number): void
}

export function movingClock(start = Date.parse('2026-11-23T12:00:00Z')): MovingClock {
  let now = start
  return {
    now: () => now,
    move: (milliseconds) => {
      now += milliseconds
    },
  }
}

export const realClock: Clock = { now: () => Date.now() }

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export function open(database: DatabaseOptions, options: Partial<OpenOptions> = {}): Promise<OpenedStorage> {
  return openStorage({ database, clock: movingClock(), logger: silent, nodeId: 'test', ...options })
}
