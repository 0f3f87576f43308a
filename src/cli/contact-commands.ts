import { type Command, Option } from 'commander'
import { businessCategories, type Contact, type OrganizationEvidence } from '../core/index.ts'
import { formatContactId } from '../protocols/centralnic/index.ts'
import { OperatorError, printable, printTable, type Terminal } from './operator.ts'
import { parseContact, parseCountry } from './parse.ts'

export function addContactCommands(program: Command, terminal: Terminal): void {
  const contact = program.command('contact').description('people and organizations that orders name')

  contact
    .command('show')
    .description('print a contact and whether it is verified')
    .argument('<id>', 'as in CC-12345678', parseContact)
    .action((id: number) =>
      terminal.open(async ({ storage }) => {
        const found = await storage.reader.contacts.byId(id)
        if (found === undefined) throw new OperatorError(`There is no contact ${formatContactId(id)}.`)
        const account = await storage.reader.accounts.byId(found.accountId)
        printTable(terminal, rowsOf(found, account?.login ?? ''))
      }),
    )

  contact
    .command('verify')
    .description('say that an organization or an EV approver is verified; orders that waited for it go on')
    .argument('<id>', 'as in CC-12345678', parseContact)
    .addOption(new Option('--category <text>', 'for EV: its business category').choices(businessCategories))
    .option('--registration-number <text>', 'for EV: its number in the register')
    .option('--jurisdiction-country <code>', 'for EV: where it is registered, as in DE', parseCountry)
    .option('--jurisdiction-state <text>', 'for EV: the state of a register below the country')
    .option('--jurisdiction-locality <text>', 'for EV: the place of a register below the state')
    .action((id: number, options: VerifyOptions) =>
      terminal.open(async ({ registration }) => {
        const request = { contactId: id, by: operatorName, ...evidenceOf(options) }
        const { contact: verified, waiting } = await registration.verifyContact(request)
        const name = verified.data.organization?.name ?? `${verified.data.firstName} ${verified.data.lastName}`
        terminal.print(`${formatContactId(id)} (${printable(name)}) is verified.`)
        terminal.print(`Certificate requests that waited for it and are looked at again now: ${waiting.length}.`)
      }),
    )
}

type VerifyOptions = Partial<OrganizationEvidence>

/** All three, or none: an OV organization needs none of them. */
function evidenceOf(options: VerifyOptions): { readonly evidence?: OrganizationEvidence } {
  const { category, registrationNumber, jurisdictionCountry } = options
  if (Object.keys(options).length === 0) return {}
  if (category === undefined || registrationNumber === undefined || jurisdictionCountry === undefined) {
    throw new OperatorError('EV needs --category, --registration-number and --jurisdiction-country together.')
  }
  return { evidence: { ...options, category } }
}

/** "updated by" of what an operator changes. */
const operatorName = 'operator'

function rowsOf(contact: Contact, account: string): (readonly [string, string])[] {
  const { data, verification, verifiedAt } = contact
  const { organization } = data
  const at = verifiedAt === null ? '' : `, since ${new Date(verifiedAt).toISOString()}`
  return [
    ['contact', formatContactId(contact.id)],
    ['account', account],
    ['role', contact.role],
    ['verification', `${verification}${at}`],
    ['name', `${data.firstName} ${data.lastName}`.trim()],
    ['job title', data.jobTitle],
    ['phone', data.phone],
    ['e-mail', data.email],
    ...(organization === null
      ? []
      : Object.entries(organization).map(([name, value]) => [`organization ${name}`, String(value)] as const)),
    ['created', `${new Date(contact.createdAt).toISOString()} by ${contact.createdBy}`],
  ]
}
