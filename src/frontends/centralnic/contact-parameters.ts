import type { ContactInput, ContactInputs, HandleId } from '../../contacts/index.ts'
import type { ContactData } from '../../core/index.ts'
import { type CommandParameters, type ParameterSpec, parseContactId } from '../../protocols/centralnic/index.ts'
import { CommandError } from './errors.ts'
import { parseHandleId } from './handle-ids.ts'
import { personIndices, personMembers } from './person-parameters.ts'

const organizationMembers = ['name', 'dba', 'street', 'zip', 'city', 'state', 'country', 'phone', 'email']

/** How AddCertificate and RenewCertificate name contacts: indexed and bare names everywhere (reference 7 row 8). */
export const contactParameters: readonly ParameterSpec[] = [
  { name: 'techcontact', indexed: 3 },
  { name: 'organizationcontact', indexed: 1 },
  { name: 'evapprovercontact', indexed: 3 },
  ...personMembers.flatMap((member) => [
    { name: `tech${member}`, indexed: 1 },
    { name: `evapprover${member}`, indexed: 1 },
  ]),
  ...['ohandle', 'phandle', ...organizationMembers].map((member) => ({ name: `organization${member}`, indexed: 0 })),
]

export function readContacts(parameters: CommandParameters): ContactInputs {
  const [organization, other] = [
    ...references(parameters, 'organizationcontact'),
    ...organizationHandles(parameters),
    ...organizationInline(parameters),
  ]
  if (other !== undefined) {
    throw new CommandError(541, 'ORGANIZATIONCONTACT: an organization is given by id, by handles or by its data, once')
  }
  return {
    tech: [...references(parameters, 'techcontact'), ...people(parameters, 'tech')],
    organization: organization ?? null,
    evApprover: [...references(parameters, 'evapprovercontact'), ...people(parameters, 'evapprover')],
  }
}

/** A CertificateContact's id, or a P- or O-handle that a new one is made from. */
function references(parameters: CommandParameters, name: string): readonly ContactInput[] {
  return parameters.entries(name).map(({ index, value }): ContactInput => {
    const id = parseContactId(value)
    if (id !== undefined) return { from: 'contact', id }
    const handle = parseHandleId(value)
    if (handle?.kind === 'P') return { from: 'handles', person: handle, organization: null }
    if (handle?.kind === 'O') return { from: 'handles', person: null, organization: handle }
    throw new CommandError(505, `${name.toUpperCase()}${index}: a contact such as CC-12345678 or P-ABC123 is expected`)
  })
}

function people(parameters: CommandParameters, role: 'tech' | 'evapprover'): readonly ContactInput[] {
  return personIndices(parameters, role).map((index): ContactInput => {
    const value = (member: string) =>
      parameters.entries(`${role}${member}`).find((entry) => entry.index === index)?.value ?? ''
    const data: ContactData = {
      firstName: value('firstname'),
      lastName: value('lastname') || value('lasname'),
      jobTitle: value('jobtitle'),
      phone: value('phone'),
      email: value('email'),
      organization: null,
    }
    return { from: 'data', data }
  })
}

function organizationHandles(parameters: CommandParameters): readonly ContactInput[] {
  const organization = handleOf(parameters, 'organizationohandle', 'O')
  const person = handleOf(parameters, 'organizationphandle', 'P')
  return organization === null && person === null ? [] : [{ from: 'handles', person, organization }]
}

function handleOf(parameters: CommandParameters, name: string, kind: HandleId['kind']): HandleId | null {
  const value = parameters.text(name)
  if (value === undefined) return null
  const handle = parseHandleId(value, kind)
  if (handle === undefined)
    throw new CommandError(505, `${name.toUpperCase()}: a handle such as ${kind}-ABC123 is expected`)
  return handle
}

function organizationInline(parameters: CommandParameters): readonly ContactInput[] {
  if (!organizationMembers.some((member) => parameters.has(`organization${member}`))) return []
  const value = (member: string) => parameters.text(`organization${member}`) ?? ''
  const organization = {
    name: value('name'),
    dba: value('dba'),
    street: value('street'),
    zip: value('zip'),
    city: value('city'),
    state: value('state'),
    country: value('country'),
    phone: value('phone'),
    email: value('email'),
    category: '',
  }
  return [{ from: 'data', data: { firstName: '', lastName: '', jobTitle: '', phone: '', email: '', organization } }]
}
