import type { Command } from '../command.ts'
import { assertVersion2, certificateReference } from '../read-parameters.ts'
import { nothingToPrint } from '../recover-certificate.ts'

/** Seed 004 section 8.1.6: one certificate, no refund, never its siblings. */
export const revokeCertificate: Command = {
  name: 'RevokeCertificate',
  recover: nothingToPrint,
  parameters: [{ name: 'apiversion' }, { name: 'certificate' }],
  async run({ registration }, { caller, parameters }) {
    assertVersion2(parameters)
    await registration.revokeCertificate(caller, certificateReference(parameters))
    return undefined
  },
}
