import { catalogue } from '../../../core/index.ts'
import { formatCertificateId } from '../../../protocols/centralnic/index.ts'
import { addQuote, certificateProperties } from '../certificate-properties.ts'
import type { Command } from '../command.ts'
import { recoverCertificate } from '../recover-certificate.ts'
import {
  assertNoToken,
  assertVersion2,
  certificateReference,
  controlMethod,
  controlScope,
  flag,
  pem,
} from '../read-parameters.ts'
import { readNames } from './add-certificate.ts'

/** Seed 004 section 8.1.4; names and methods as extensions (reference decision 2). */
export const reissueCertificate: Command = {
  name: 'ReissueCertificate',
  recover: recoverCertificate,
  parameters: [
    { name: 'apiversion' },
    { name: 'certificate' },
    { name: 'csr', indexed: 256 },
    { name: 'domain', indexed: 250 },
    { name: 'dcvdomain', indexed: 250 },
    { name: 'dcvemail', indexed: 250 },
    { name: 'dcvmethod' },
    { name: 'dcvscope' },
    { name: 'dcvtoken' },
    { name: 'noautofilldomains' },
  ],
  async run({ registration, chains }, { caller, parameters }) {
    assertVersion2(parameters)
    assertNoToken(parameters)
    const named = certificateReference(parameters)
    const csr = pem(parameters, 'csr', 'CERTIFICATE REQUEST')
    const method = controlMethod(parameters)
    const scope = controlScope(parameters)
    const outcome = await registration.reissueCertificate(caller, {
      ...named,
      ...readNames(parameters),
      autofill: flag(parameters, 'noautofilldomains') !== true,
      ...(csr === undefined ? {} : { csr }),
      ...(method === undefined ? {} : { method }),
      ...(scope === undefined ? {} : { scope }),
    })
    const { order, quote } = outcome
    const properties = await certificateProperties(chains, outcome)
    // Reference section 7 row 10.
    properties.add('parent certificate', formatCertificateId(catalogue[order.class].prefix, named.certificateId))
    return addQuote(properties, order.class, quote)
  },
}
