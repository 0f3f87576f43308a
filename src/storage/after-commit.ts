import type { Logger } from '../core/index.ts'

/** The transaction is durable: a failing action changes nothing of that. */
export function runActions(actions: readonly (() => void)[], logger: Logger): void {
  for (const action of actions) {
    try {
      action()
    } catch (error) {
      logger.error({ err: error }, 'an action after a commit failed')
    }
  }
}
