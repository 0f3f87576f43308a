import type { DatabaseOptions, OpenedStorage, OpenOptions } from './open-options.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Opens the database, brings its schema up to date, and gives the queue that lives in it, not started. */
export async function openStorage(
  options: OpenOptions & { readonly database: DatabaseOptions },
): Promise<OpenedStorage> {
  const { database } = options
  return database.kind === 'sqlite' ? openSqlite(database.file, options) : openPostgres(database, options)
}
