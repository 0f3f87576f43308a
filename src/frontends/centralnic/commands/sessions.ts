import { ServiceError } from '../../../core/index.ts'
import { formatDate, Properties } from '../../../protocols/centralnic/index.ts'
import type { CentralnicContext, Command } from '../command.ts'

/**
 * The answer that opens a session: both spellings of its name, so that the SDKs of either dialect find it
 * (reference section 1.4).
 */
export async function openSession({ accounts }: CentralnicContext, accountId: number): Promise<Properties> {
  const { sessionId, expiresAt } = await accounts.startSession(accountId)
  return new Properties()
    .add('sessionid', sessionId)
    .add('session', sessionId)
    .add('expiration date', formatDate(expiresAt))
}

/** TIMEOUT and MAXTTL of the older dialect are accepted and ignored: sessions last 24 h, 10 min idle (decision 19). */
export const startSession: Command = {
  name: 'StartSession',
  parameters: [{ name: 'timeout' }, { name: 'maxttl' }],
  run: (context, { caller }) => openSession(context, caller.accountId),
}

/** Ends the session that the call itself came with; without one there is nothing to end. */
export const stopSession: Command = {
  name: 'StopSession',
  parameters: [],
  async run({ accounts }, { caller, sessionId }) {
    if (sessionId === null || !(await accounts.stopSession(caller.accountId, sessionId))) {
      throw new ServiceError('unauthenticated', 'there is no such session')
    }
    return undefined
  },
}
