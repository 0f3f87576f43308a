import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Logger } from '../../core/index.ts'
import { pendingMigrations } from './index.ts'

/** One transaction that holds SQLite's write lock from its start: two processes cannot migrate at the same time. */
export function migrateSqlite(database: DatabaseSync, clock: Clock, logger: Logger): void {
  database.exec('begin immediate')
  try {
    database.exec(
      'create table if not exists migrations (name text primary key, hash text not null, applied_at integer not null) strict',
    )
    const applied = database.prepare('select name, hash from migrations order by name').all() as unknown as Applied[]
    for (const { name, hash, statements } of pendingMigrations('sqlite', applied)) {
      for (const statement of statements) database.exec(statement)
      database.prepare('insert into migrations (name, hash, applied_at) values (?, ?, ?)').run(name, hash, clock.now())
      logger.info({ migration: name }, 'migrated the database')
    }
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

interface Applied {
  readonly name: string
  readonly hash: string
}
