import { certificateProperties } from '../certificate-properties.ts'
import type { Command } from '../command.ts'
import { assertVersion2, certificateReference } from '../read-parameters.ts'

/** Seed 004 section 8.1.7, printed in 9.1.21 and 9.1.22. */
export const statusCertificate: Command = {
  name: 'StatusCertificate',
  parameters: [{ name: 'apiversion' }, { name: 'certificate' }],
  async run({ reader, registration, chains }, { caller, parameters }) {
    assertVersion2(parameters)
    const found = await registration.findCertificate(caller, certificateReference(parameters))
    const pending = found.certificate.status === 'pending'
    const challenges = pending ? await reader.challenges.ofCertificate(found.certificate.id) : []
    const properties = await certificateProperties(chains, { ...found, challenges })
    // Printed empty while there is no certificate yet (seed 004 section 9.1.21).
    if (found.certificate.issued === null) properties.add('expiration date', '')
    return properties
  },
}
