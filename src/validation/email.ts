import type { ValidationOutcome } from '../core/index.ts'

/**
 * A constructed e-mail (Baseline Requirements 3.2.2.4.4) is approved by whoever opens the link in it, on the page
 * behind `/validate/`; there is nothing to look at on the network.
 */
export function emailOutcome(address: string): ValidationOutcome {
  return { valid: false, problem: `Waiting for approval: open the link in the mail to ${address}.`, perspectives: [] }
}
