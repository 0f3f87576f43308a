import type pg from 'pg'
import type { Clock, Logger } from '../../core/index.ts'
import { pendingMigrations } from './index.ts'

/**
 * One transaction that holds the lock row: the second node that starts waits for it, and then finds nothing to do. A
 * row, because advisory locks are stubs or missing in PostgreSQL's distributed relatives (reference/stack.md section 2).
 * `alsoLocked` runs under the same lock on connections of its own, and sees nothing of this transaction: pg-boss makes
 * its schema there, which fails when two nodes do it at once.
 */
export async function migratePostgres<T>(
  pool: pg.Pool,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  alsoLocked: () => Promise<T>,
): Promise<T> {
  await createLock(pool)
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query('set local statement_timeout = 0')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    await client.query('update migration_lock set taken = taken + 1 where id = 1')
    const applied = await client.query<Applied>('select name, hash from migrations order by name')
    for (const { name, hash, statements } of pendingMigrations('postgres', applied.rows)) {
      for (const statement of statements) await client.query(statement)
      const values = [name, hash, clock.now()]
      await client.query('insert into migrations (name, hash, applied_at) values ($1, $2, $3)', values)
      logger.info({ migration: name }, 'migrated the database')
    }
    const result = await alsoLocked()
    await client.query('commit')
    return result
  } catch (error) {
    broken = error as Error
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release(broken)
  }
}

interface Applied {
  readonly name: string
  readonly hash: string
}

/** "if not exists" still fails when two nodes create the same table at the same moment; then it is there the next time. */
async function createLock(pool: pg.Pool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query('create table if not exists migration_lock (id bigint primary key, taken bigint not null)')
      await pool.query('insert into migration_lock (id, taken) values (1, 0) on conflict do nothing')
      await pool.query(
        'create table if not exists migrations (name text primary key, hash text not null, applied_at bigint not null)',
      )
      return
    } catch (error) {
      if (attempt === 10 || !alreadyThere.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}

/** unique_violation (of the catalogue), duplicate_table, duplicate_object, serialization_failure */
const alreadyThere = new Set(['23505', '42P07', '42710', '40001'])
