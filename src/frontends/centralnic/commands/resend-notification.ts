import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import { certificateReference, required, word } from '../read-parameters.ts'
import { nothingToPrint } from '../recover-certificate.ts'

/**
 * Checks what a certificate waits for, or mails again, at once (seed 004 sections 8.4.1 and 9.1.27). It decides by the
 * id alone and has no APIVERSION (reference section 7 row 32). REASON, RECIPIENT and SUB belong to the other types, or
 * to 1.0: they are read and change nothing.
 */
export const resendNotification: Command = {
  name: 'ResendNotification',
  recover: nothingToPrint,
  parameters: ['type', 'object', 'reason', 'recipient', 'sub'].map((name) => ({ name })),
  async run({ registration }, { caller, parameters }) {
    required(parameters, 'type')
    const type = word(parameters, 'type', types)
    if (type !== 'certificate') throw new CommandError(541, `TYPE: ${type} is not served; certificate is`)
    // Each means itself: the manual's table is shifted by a row (reference section 7 row 15).
    word(parameters, 'recipient', ['owner', 'admin', 'gaining', 'losing', 'both'])
    await registration.resendValidation(caller, certificateReference(parameters, 'object'))
    return undefined
  },
}

const types = [
  'certificate',
  'domaintransfer',
  'trademark',
  'claimsnotice',
  'contactverification',
  'ownerchange',
] as const
