import { Worker } from 'node:worker_threads'
import type { Logger } from '../core/index.ts'

export interface Checkpointer {
  stop(): Promise<void>
}

/** Checkpoints beside the writer (see checkpoint-worker.ts); without it, the writer's own limit does the work. */
export function startCheckpointer(file: string, logger: Logger): Checkpointer {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    workerData: { file, everyMs: checkpointEvery },
    // It holds a few statements and no data: a heap as small as it gets.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  })
  worker.on('error', (err: unknown) =>
    logger.warn({ err }, 'the checkpoint thread ended; commits checkpoint by themselves'),
  )
  worker.unref()
  return {
    stop: async () => {
      await worker.terminate()
    },
  }
}

const checkpointEvery = 250
