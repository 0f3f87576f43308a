import type { ContactInput, ContactInputs } from '../../contacts/index.ts'
import type { ContactData } from '../../core/index.ts'
import {
  type CommandParameters,
  type ParameterSpec,
  parseContactId,
  parseHandle,
} from '../../protocols/centralnic/index.ts'
import { CommandError } from './errors.ts'

/** How AddCertificate and RenewCertificate name contacts: indexed and bare names everywhere (reference 7 row 8). */
export const contactParameters: readonly ParameterSpec[] = [
  { name: 'techcontact', indexed: 3 },
  { name: 'organizationcontact', indexed: 1 },
  { name: 'evapprovercontact', indexed: 3 },
  ...['techfirstname', 'techlastname', 'techphone', 'techemail', 'techjobtitle'].map((name) => ({ name, indexed: 1 })),
  // The vendor's page misspells one of them (reference 7 row 8).
  { name: 'techlasname', indexed: 1 },
  ...['firstname', 'lastname', 'phone', 'email', 'jobtitle'].map((member) => ({
    name: `evapprover${member}`,
    indexed: 1,
  })),
  ...['ohandle', 'phandle', 'name', 'dba', 'street', 'zip', 'city', 'state', 'country', 'phone', 'email'].map(
    (member) => ({ name: `organization${member}`, indexed: 0 }),
  ),
]

export function readContacts(parameters: CommandParameters): ContactInputs {
  const [organization] = [
    ...references(parameters, 'organizationcontact'),
    ...organizationHandles(parameters),
    ...organizationInline(parameters),
  ]
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
    const handle = parseHandle(value)
    if (handle?.kind === 'P') return { from: 'handles', person: value, organization: null }
    if (handle?.kind === 'O') return { from: 'handles', person: null, organization: value }
    throw new CommandError(505, `${name.toUpperCase()}${index}: a contact such as CC-12345678 or P-ABC123 is expected`)
  })
}

function people(parameters: CommandParameters, role: 'tech' | 'evapprover'): readonly ContactInput[] {
  const members = ['firstname', 'lastname', 'lasname', 'phone', 'email', 'jobtitle'].map((member) => `${role}${member}`)
  const indices = new Set(members.flatMap((name) => parameters.entries(name).map(({ index }) => index)))
  return [...indices]
    .toSorted((a, b) => a - b)
    .map((index): ContactInput => {
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
  const organization = parameters.text('organizationohandle') ?? null
  const person = parameters.text('organizationphandle') ?? null
  return organization === null && person === null ? [] : [{ from: 'handles', person, organization }]
}

function organizationInline(parameters: CommandParameters): readonly ContactInput[] {
  const members = ['name', 'dba', 'street', 'zip', 'city', 'state', 'country', 'phone', 'email']
  if (!members.some((member) => parameters.has(`organization${member}`))) return []
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
