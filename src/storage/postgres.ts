import { migratePostgres } from './migrations/migrate-postgres.ts'
import type { OpenedStorage, OpenOptions } from './open-options.ts'
import { openPool, PostgresConnection } from './postgres-connection.ts'
import { PostgresTransactions } from './postgres-transactions.ts'
import type { PgBossJobStoreParts } from './queue/pg-boss-job-store.ts'
import { PgBossJobStore } from './queue/pg-boss-job-store.ts'
import { JobWorker } from './queue/worker.ts'
import { readerOver, transactionOver } from './records.ts'
import type { Storage } from './storage.ts'
import { executorInside, executorOutside, TransactionScopes } from './transaction-scope.ts'

/** A PostgreSQL server that several nodes may share; the server groups commits itself. */
export async function openPostgres(
  { url, poolSize = 10 }: { readonly url: string; readonly poolSize?: number },
  { clock, logger, nodeId, queue: tuning }: OpenOptions,
): Promise<OpenedStorage> {
  const pool = openPool(url, poolSize, nodeId, logger)
  try {
    const scopes = new TransactionScopes<PostgresConnection>()
    const transactions = new PostgresTransactions(pool, scopes, logger)
    const outside = new PostgresConnection(pool)
    const parts: PgBossJobStoreParts = {
      pool: outside,
      transaction: (work) => transactions.run(work),
      scopes,
      clock,
      logger,
      maxAttempts: tuning?.maxAttempts,
      wake: () => queue.wake(),
    }
    const jobs = await migratePostgres(pool, { clock, logger }, () => PgBossJobStore.open(parts))

    const transaction = transactionOver(executorInside(scopes), jobs, scopes)
    const storage: Storage = {
      reader: readerOver(executorOutside(scopes, outside)),
      transaction: async (work) => {
        scopes.assertOutside('Storage.transaction')
        return transactions.run(() => work(transaction))
      },
      ping: async () => {
        await pool.query('select 1')
      },
      close: async () => {
        await jobs.shut()
        await pool.end()
      },
    }
    const queue = new JobWorker({ storage, store: jobs, clock, logger, tuning })
    return { storage, queue }
  } catch (error) {
    await pool.end()
    throw error
  }
}
