import { ServiceError } from '../../../core/index.ts'
import { formatDate, Properties } from '../../../protocols/centralnic/index.ts'
import type { Call, CentralnicContext, Command } from '../command.ts'
import { CommandError } from '../errors.ts'

/**
 * The answer that opens a session: both spellings of its name, so that the SDKs of either dialect find it
 * (reference section 1.4).
 */
export async function openSession(
  { accounts }: CentralnicContext,
  { caller, sessionId: current, newPassword }: Pick<Call, 'caller' | 'sessionId' | 'newPassword'>,
): Promise<Properties> {
  if (newPassword !== null) {
    // Who found a session open must not be able to take the account over.
    if (current !== null) throw new CommandError(541, 'NEWPASSWORD: the old password has to be given with it')
    await accounts.changePassword(caller.login, newPassword)
  }
  const { sessionId, expiresAt } = await accounts.startSession(caller.accountId)
  return new Properties()
    .add('sessionid', sessionId)
    .add('session', sessionId)
    .add('expiration date', formatDate(expiresAt))
}

/**
 * NEWPASSWORD changes the password and ends the account's other sessions (reference section 1.4).
 * TIMEOUT and MAXTTL of the older dialect are accepted and ignored: sessions last 24 h, 10 min idle (decision 19).
 */
export const startSession: Command = {
  name: 'StartSession',
  parameters: [{ name: 'timeout' }, { name: 'maxttl' }],
  run: openSession,
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
