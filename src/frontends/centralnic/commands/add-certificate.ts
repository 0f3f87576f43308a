import type { OrderRequest } from '../../../registration/index.ts'
import { type CommandParameters, Properties } from '../../../protocols/centralnic/index.ts'
import { addQuote, certificateProperties } from '../certificate-properties.ts'
import type { Command } from '../command.ts'
import { recoverCertificate } from '../recover-certificate.ts'
import { contactParameters, readContacts } from '../contact-parameters.ts'
import { CommandError } from '../errors.ts'
import {
  assertClassOfVersion2,
  assertNoToken,
  assertVersion2,
  certificateClass,
  controlMethod,
  controlScope,
  flag,
  pem,
  serverType,
  word,
} from '../read-parameters.ts'

/** Seed 004 section 8.1.2. */
export const addCertificate: Command = {
  name: 'AddCertificate',
  recover: recoverCertificate,
  parameters: [
    { name: 'apiversion' },
    { name: 'class' },
    { name: 'csr', indexed: 256 },
    { name: 'domain', indexed: 250 },
    { name: 'dcvdomain', indexed: 250 },
    { name: 'dcvemail', indexed: 250 },
    { name: 'dcvmethod' },
    { name: 'dcvscope' },
    { name: 'dcvtoken' },
    { name: 'dcvlanguage' },
    { name: 'servertype' },
    { name: 'period' },
    { name: 'checkonly' },
    { name: 'noautofilldomains' },
    // Labels in the vendor's panel: taken and not kept.
    { name: 'servicetag', indexed: 100 },
    { name: 'addservicetag', indexed: 100 },
    ...contactParameters,
  ],
  async run({ registration, chains }, { caller, parameters }) {
    assertVersion2(parameters)
    assertNoToken(parameters)
    const request = readOrder(parameters)
    if (flag(parameters, 'checkonly') === true) {
      const { identifiers, quote } = await registration.previewOrder(caller, request)
      const domains = identifiers.map(({ identifier }) => identifier)
      return addQuote(new Properties().add('domain', domains), request.class.id, quote)
    }
    const outcome = await registration.orderCertificate(caller, request)
    return addQuote(await certificateProperties(chains, outcome), request.class.id, outcome.quote)
  },
}

function readOrder(parameters: CommandParameters): OrderRequest {
  const row = certificateClass(parameters)
  assertClassOfVersion2(parameters, row)
  const csr = pem(parameters, 'csr', 'CERTIFICATE REQUEST')
  if (csr === undefined) throw new CommandError(504, 'CSR')
  word(parameters, 'period', ['1', '1y', '365d'])
  word(parameters, 'dcvlanguage', dcvLanguages)
  return {
    class: row,
    csr,
    ...readNames(parameters),
    method: controlMethod(parameters) ?? 'email',
    scope: controlScope(parameters) ?? 'base',
    autofill: flag(parameters, 'noautofilldomains') !== true,
    serverType: serverType(parameters) ?? 'apache',
    period: '1y',
    contacts: readContacts(parameters),
  }
}

/** Names, and what is said of each by its index; indices may have gaps, their order counts. */
export function readNames(parameters: CommandParameters): {
  readonly names: readonly string[]
  readonly emails: readonly (string | undefined)[]
  readonly controlDomains: readonly (string | undefined)[]
} {
  const domains = parameters.entries('domain')
  const beside = (family: string): readonly (string | undefined)[] => {
    const values = new Map(parameters.entries(family).map(({ index, value }) => [index, value]))
    // The names are the CSR's, or the certificate's: values follow their order.
    if (domains.length === 0) {
      return Array.from({ length: Math.max(-1, ...values.keys()) + 1 }, (_, index) => values.get(index))
    }
    for (const index of values.keys()) {
      if (domains.some((domain) => domain.index === index)) continue
      throw new CommandError(541, `${family.toUpperCase()}${index}: there is no DOMAIN${index}`)
    }
    return domains.map(({ index }) => values.get(index))
  }
  return { names: domains.map(({ value }) => value), emails: beside('dcvemail'), controlDomains: beside('dcvdomain') }
}

const dcvLanguages = ['en', 'de', 'es', 'fr', 'it', 'ja', 'kr', 'nl', 'pt_br', 'ru', 'zh_cn', 'zh_tw']
