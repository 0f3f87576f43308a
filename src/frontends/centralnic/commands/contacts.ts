import { type HandleData, ServiceError } from '../../../core/index.ts'
import { type CommandParameters, formatDateFraction, Properties } from '../../../protocols/centralnic/index.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import { formatHandleId, parseHandleId } from '../handle-ids.ts'
import { flag, required } from '../read-parameters.ts'
import { nothingToPrint } from '../recover-certificate.ts'

/**
 * The registrar side's address cards (reference section 3.4). Data is always checked, so VALIDATION changes nothing;
 * nobody's e-mail address is verified, so PREVERIFY sends no mail and is answered with `verification requested` 0.
 */
export const addContact: Command = {
  name: 'AddContact',
  recover: nothingToPrint,
  parameters: [
    ...['firstname', 'middlename', 'lastname', 'title', 'organization'].map((name) => ({ name })),
    { name: 'street', indexed: 9 },
    ...['zip', 'city', 'state', 'country', 'phone', 'fax', 'email'].map((name) => ({ name })),
    ...['new', 'checkonly', 'validation', 'preverify', 'autodelete'].map((name) => ({ name })),
  ],
  async run({ handles }, { caller, parameters }) {
    flag(parameters, 'validation')
    const preverify = flag(parameters, 'preverify')
    const id = await handles.add(caller, {
      data: readHandle(parameters),
      alwaysNew: flag(parameters, 'new') === true,
      autoDelete: flag(parameters, 'autodelete') !== false,
      checkOnly: flag(parameters, 'checkonly') === true,
    })
    const properties = new Properties().add('validated', 1).add('verified', 0)
    if (preverify === true) properties.add('verification requested', 0)
    return id === null ? properties : properties.add('contact', formatHandleId(id))
  },
}

function readHandle(parameters: CommandParameters): HandleData {
  const text = (name: string) => parameters.text(name) ?? ''
  const streets = new Map(parameters.entries('street').map(({ index, value }) => [index, value]))
  return {
    firstName: text('firstname'),
    middleName: text('middlename'),
    lastName: text('lastname'),
    title: text('title'),
    organization: text('organization'),
    // By index, so that a refusal names the line it means.
    streets: Array.from({ length: Math.max(0, ...streets.keys()) + 1 }, (_, index) => streets.get(index) ?? ''),
    zip: text('zip'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    phone: text('phone'),
    fax: text('fax'),
    email: text('email'),
  }
}

/** The vendor's page lists FIRST_NAME and the like; the wire has blanks. AUTH is not needed for one's own handle. */
export const statusContact: Command = {
  name: 'StatusContact',
  parameters: [{ name: 'contact' }, { name: 'auth' }],
  async run({ reader }, { caller, parameters }) {
    const id = parseHandleId(required(parameters, 'contact'))
    if (id === undefined) throw new CommandError(545, 'CONTACT')
    const handle = await reader.contacts.handle(caller.accountId, id.kind, id.number)
    if (handle === undefined) throw new ServiceError('notFound', 'no such handle', { field: 'contact' })
    const { data } = handle
    return new Properties()
      .add('auto delete', Number(handle.autoDelete))
      .add('city', data.city)
      .add('contact', formatHandleId(id))
      .add('country', data.country)
      .add('created by', handle.createdBy)
      .add('created date', formatDateFraction(handle.createdAt))
      .add('email', data.email)
      .add('fax', data.fax)
      .add('first name', data.firstName)
      .add('last name', data.lastName)
      .add('middle name', data.middleName)
      .add('organization', data.organization)
      .add('phone', data.phone)
      .add('registrar', caller.login)
      .add('state', data.state)
      .add('status', handle.autoDelete ? 'ok' : 'clientDeleteProhibited')
      .add('street', data.streets)
      .add('title', data.title)
      .add('updated by', handle.updatedBy)
      .add('updated date', formatDateFraction(handle.updatedAt))
      .add('validated', 1)
      .add('verified', 0)
      .add('zip', data.zip)
  },
}
