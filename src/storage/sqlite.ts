import { setImmediate as nextTurn } from 'node:timers/promises'
import { startCheckpointer } from './checkpointer.ts'
import { GroupCommit } from './group-commit.ts'
import { migrateSqlite } from './migrations/migrate-sqlite.ts'
import type { OpenedStorage, OpenOptions } from './open-options.ts'
import { SqliteJobStore } from './queue/sqlite-job-store.ts'
import { defaultTuning } from './queue/job-store.ts'
import { JobWorker } from './queue/worker.ts'
import { readerOver, transactionOver } from './records.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { openReader, openWriter, waitBriefly } from './sqlite-connection.ts'
import type { Storage } from './storage.ts'
import { executorInside, executorOutside, TransactionScopes } from './transaction-scope.ts'

/** The embedded database: one file, one writing connection, one reading connection, commits shared. */
export async function openSqlite(
  file: string,
  { clock, logger, nodeId, queue: tuned }: OpenOptions,
): Promise<OpenedStorage> {
  const tuning = { ...defaultTuning, ...tuned }
  const writer = openWriter(file)
  migrateSqlite(writer.database, clock, logger)
  waitBriefly(writer)
  const reading = openReader(file)
  const checkpointer = startCheckpointer(file, logger)
  const scopes = new TransactionScopes<SqliteConnection>()
  const commits = new GroupCommit(writer, scopes, logger)
  const inside = executorInside(scopes)
  const outside = executorOutside(scopes, reading)

  const jobs = new SqliteJobStore({
    inside,
    outside,
    transaction: (work) => commits.submit(work),
    scopes,
    clock,
    nodeId,
    leaseMs: tuning.leaseMs,
    wake: () => queue.wake(),
  })
  const transaction = transactionOver(inside, jobs, scopes)
  const storage: Storage = {
    reader: readerOver(outside),
    transaction: async (work) => {
      scopes.assertOutside('Storage.transaction')
      return commits.submit(() => work(transaction))
    },
    ping: async () => {
      reading.database.prepare('select 1').get()
    },
    close: async () => {
      await commits.close()
      // Whoever was answered by the last commit may still read in this turn.
      await nextTurn()
      await checkpointer.stop()
      reading.database.close()
      writer.database.close()
    },
  }
  const queue = new JobWorker({ storage, store: jobs, clock, logger, tuning })
  return { storage, queue }
}
