import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

/**
 * Moves what the write-ahead log holds into the database file, on a connection and a thread of its own: a passive
 * checkpoint waits for nobody and nobody waits for it, while one on the writing connection stops every commit for as
 * long as the disk takes. The writer's own limit stays behind it, for a log that grows faster than this.
 */
const { file, everyMs } = workerData as { readonly file: string; readonly everyMs: number }
const database = new DatabaseSync(file, { timeout: 0 })
const checkpoint = database.prepare('pragma wal_checkpoint(passive)')
setInterval(() => {
  try {
    checkpoint.get()
  } catch {
    // Busy, or closing: the next one does it.
  }
}, everyMs)
