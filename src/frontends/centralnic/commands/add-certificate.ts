import type { OrderRequest } from '../../../registration/index.ts'
import { type CommandParameters, Properties } from '../../../protocols/centralnic/index.ts'
import { addQuote, certificateProperties } from '../certificate-properties.ts'
import type { Command } from '../command.ts'
import { contactParameters, readContacts } from '../contact-parameters.ts'
import { CommandError } from '../errors.ts'
import {
  assertVersion2,
  certificateClass,
  controlMethod,
  controlScope,
  flag,
  pem,
  required,
  serverType,
  word,
} from '../read-parameters.ts'

/** Seed 004 section 8.1.2. */
export const addCertificate: Command = {
  name: 'AddCertificate',
  parameters: [
    { name: 'apiversion' },
    { name: 'class' },
    { name: 'csr', indexed: 256 },
    { name: 'domain', indexed: 250 },
    { name: 'dcvdomain', indexed: 250 },
    { name: 'dcvemail', indexed: 250 },
    { name: 'dcvmethod' },
    { name: 'dcvscope' },
    { name: 'dcvlanguage' },
    { name: 'servertype' },
    { name: 'period' },
    { name: 'checkonly' },
    { name: 'noautofilldomains' },
    ...contactParameters,
  ],
  async run({ registration, chains }, { caller, parameters }) {
    assertVersion2(parameters)
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
  required(parameters, 'csr')
  const csr = pem(parameters, 'csr', 'CERTIFICATE REQUEST')
  if (csr === undefined) throw new CommandError(504, 'CSR')
  word(parameters, 'period', ['1', '1y', '365d'])
  word(parameters, 'dcvlanguage', dcvLanguages)
  const { names, emails } = readNames(parameters)
  return {
    class: row,
    csr,
    names,
    emails,
    method: controlMethod(parameters) ?? 'email',
    scope: controlScope(parameters) ?? 'base',
    autofill: flag(parameters, 'noautofilldomains') !== true,
    serverType: serverType(parameters) ?? 'apache',
    period: '1y',
    contacts: readContacts(parameters),
  }
}

/** Names and their approver addresses side by side; indices may have gaps, their order counts. */
export function readNames(parameters: CommandParameters): {
  readonly names: readonly string[]
  readonly emails: readonly (string | undefined)[]
} {
  const domains = parameters.entries('domain', 250)
  const emails = new Map(parameters.entries('dcvemail', 250).map(({ index, value }) => [index, value]))
  if (domains.length === 0) {
    // The names are the CSR's: addresses follow their order.
    const highest = Math.max(-1, ...emails.keys())
    return { names: [], emails: Array.from({ length: highest + 1 }, (_, index) => emails.get(index)) }
  }
  for (const index of emails.keys()) {
    if (!domains.some((domain) => domain.index === index))
      throw new CommandError(541, `DCVEMAIL${index}: there is no DOMAIN${index}`)
  }
  return { names: domains.map(({ value }) => value), emails: domains.map(({ index }) => emails.get(index)) }
}

const dcvLanguages = ['en', 'de', 'es', 'fr', 'it', 'ja', 'kr', 'nl', 'pt_br', 'ru', 'zh_cn', 'zh_tw']
