import { migratePostgres } from './migrations/migrate-postgres.ts'
import type { OpenedStorage, OpenOptions } from './open-options.ts'
import { openPool, PostgresConnection } from './postgres-connection.ts'
import { PostgresTransactions } from './postgres-transactions.ts'
import type { PgBossJobStoreParts } from './queue/pg-boss-job-store.ts'
import { PgBossJobStore } from './queue/pg-boss-job-store.ts'
import { defaultTuning } from './queue/job-store.ts'
import { JobWorker } from './queue/worker.ts'
import { readerOver, transactionOver } from './records.ts'
import type { Storage } from './storage.ts'
import { executorInside, executorOutside, TransactionScopes } from './transaction-scope.ts'

/** A PostgreSQL server that several nodes may share; the server groups commits itself. */
export async function openPostgres(
  { url, poolSize = 10 }: { readonly url: string; readonly poolSize?: number },
  { clock, logger, nodeId, queue: tuned }: OpenOptions,
): Promise<OpenedStorage> {
  const tuning = { ...defaultTuning, ...tuned }
  const pool = openPool(url, poolSize, nodeId, logger)
  // pg-boss looks up its queues by itself, also while a transaction waits for that: from the same pool it could wait
  // for a connection that only such transactions hold. And its heartbeats do not wait behind a full pool.
  const queuePool = openPool(url, queueConnections, `${nodeId} queue`, logger)
  try {
    const scopes = new TransactionScopes<PostgresConnection>()
    const transactions = new PostgresTransactions(pool, scopes, logger)
    const outside = new PostgresConnection(pool)
    const parts: PgBossJobStoreParts = {
      pool: new PostgresConnection(queuePool),
      transaction: (work) => transactions.run(work),
      scopes,
      clock,
      logger,
      tuning,
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
        await Promise.all([pool.end(), queuePool.end()])
      },
    }
    const queue = new JobWorker({ storage, store: jobs, clock, logger, tuning })
    return { storage, queue }
  } catch (error) {
    await Promise.all([pool.end(), queuePool.end()])
    throw error
  }
}

const queueConnections = 2
