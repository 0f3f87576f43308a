import type { Accounts } from '../../accounts/index.ts'
import type { HandleService } from '../../contacts/index.ts'
import type { Caller, Clock } from '../../core/index.ts'
import type { CommandParameters, ParameterSpec, PropertySource } from '../../protocols/centralnic/index.ts'
import type { Registration } from '../../registration/index.ts'
import type { Reader } from '../../storage/index.ts'
import type * as policy from '../../policy/index.ts'
import type { ChainTexts } from './chain-texts.ts'

/** What commands work with. */
export interface CentralnicContext {
  readonly accounts: Accounts
  readonly registration: Registration
  readonly handles: HandleService
  readonly reader: Reader
  readonly policy: typeof policy
  readonly clock: Clock
  readonly chains: ChainTexts
}

/** One command: its accepted parameters as data, and what it does. */
export interface Command {
  readonly name: string
  readonly parameters: readonly ParameterSpec[]
  /**
   * Present on writes, which run once for an `Idempotency-Key`: prints again, from what is stored, the answer of a call
   * whose process died before it could be kept. Nothing, where the answer has no properties.
   */
  readonly recover?: (
    context: CentralnicContext,
    caller: Caller,
    certificateId: number,
  ) => Promise<PropertySource | undefined>
  /** Throws ServiceError and CommandError; returns the answer's properties, or nothing. */
  run(context: CentralnicContext, call: Call): Promise<PropertySource | undefined>
}

export interface Call {
  readonly caller: Caller
  readonly parameters: CommandParameters
  /** The session that the call came with. */
  readonly sessionId: string | null
  /** StartSession only. */
  readonly newPassword: string | null
}
