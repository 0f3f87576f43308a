import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** For each table its number of rows and a hash of their content, whatever their order: `3 rows, 9f86d0…`. */
export type DatabaseHash = Readonly<Record<string, string>>

/**
 * Hashes every table of an app's database, beside the running process: the jobs and sessions too, so the workers must be
 * idle (`untilIdle`) and the clock stand still.
 */
export function databaseHash(dataDir: string): DatabaseHash {
  return withDatabase(dataDir, (database) => {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all()
    return Object.fromEntries(tables.map(({ name }) => [String(name), hashOf(database, String(name))]))
  })
}

/** Waits until no job is due or running: from then on only requests write. `now` is the app's clock. */
export async function untilIdle(dataDir: string, now: number): Promise<void> {
  const busy = `select count(*) as n from jobs where dead_at is null and (lease_by is not null or due_at <= ?)`
  for (let tries = 0; tries < 400; tries += 1) {
    if (withDatabase(dataDir, (database) => database.prepare(busy).get(now))?.['n'] === 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('the workers do not come to rest')
}

function hashOf(database: DatabaseSync, table: string): string {
  const rows = database.prepare(`select * from "${table}"`).all()
  const lines = rows.map((row) => JSON.stringify(row, (_, value: unknown) => printable(value)))
  const hash = createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')
  return `${rows.length} rows, ${hash}`
}

function printable(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function withDatabase<T>(dataDir: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(dataDir, 'reseal.db'), { readOnly: true })
  try {
    return read(database)
  } finally {
    database.close()
  }
}
