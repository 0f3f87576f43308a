import {
  type Caller,
  type CertificateClass,
  type Clock,
  type Contact,
  type ContactData,
  type ContactDemand,
  type ContactRole,
  type Handle,
  type Instant,
  isOrganizationVerified,
  type OrderContacts,
  ServiceError,
} from '../core/index.ts'
import type { Reader, Transaction } from '../storage/index.ts'
import { checkContactData } from './contact-data.ts'
import { contactDataOfHandles, type HandleId } from './handles.ts'

/** How an order names a contact. */
export type ContactInput =
  /** An existing contact (CC-12345678). */
  | { readonly from: 'contact'; readonly id: number }
  /** Handles whose data is copied: a person's, an organization's, or both. */
  | { readonly from: 'handles'; readonly person: HandleId | null; readonly organization: HandleId | null }
  | { readonly from: 'data'; readonly data: ContactData }

export interface ContactInputs {
  readonly tech: readonly ContactInput[]
  readonly organization: ContactInput | null
  readonly evApprover: readonly ContactInput[]
}

/** Contacts that are checked, and become rows when the order is accepted. */
export interface PlannedContacts {
  readonly tech: readonly PlannedContact[]
  readonly organization: PlannedContact | null
  readonly evApprover: readonly PlannedContact[]
}

export type PlannedContact = { readonly existing: Contact } | { readonly role: ContactRole; readonly data: ContactData }

export interface ContactService {
  /** Checks what an order names against the class. Throws `missing`, `invalidContact` and `notFound` with the field. */
  plan(caller: Caller, certificateClass: CertificateClass, inputs: ContactInputs): Promise<PlannedContacts>
  /** Whether they let the class issue already: new ones never do. */
  allVerified(certificateClass: CertificateClass, planned: PlannedContacts): boolean
  /** Makes the new ones, in the order's transaction. */
  store(tx: Transaction, caller: Caller, planned: PlannedContacts): Promise<OrderContacts>
}

export function createContactService(options: { readonly reader: Reader; readonly clock: Clock }): ContactService {
  return {
    plan: (caller, certificateClass, inputs) => plan(options.reader, caller, certificateClass, inputs),
    allVerified: ({ validation }, planned) => allVerified(validation, planned, options.clock.now()),
    store: (tx, caller, planned) => store(tx, options.clock, caller, planned),
  }
}

async function plan(
  reader: Reader,
  caller: Caller,
  { contacts: demands }: CertificateClass,
  inputs: ContactInputs,
): Promise<PlannedContacts> {
  const planOne = (role: ContactRole, input: ContactInput, field: string) =>
    planContact(reader, caller, role, input, field)
  demand(demands.organization, inputs.organization === null ? 0 : 1, 'contacts.organization')
  demand(demands.evApprover, inputs.evApprover.length, 'contacts.evApprover')
  // A technical contact is never missing: an order that names none has the account's own.
  const tech = await Promise.all(inputs.tech.map((input, index) => planOne('tech', input, `contacts.tech[${index}]`)))
  return {
    tech: tech.length > 0 || demands.tech === 'NO' ? tech : [accountContact(caller)],
    organization:
      inputs.organization === null ? null : await planOne('organization', inputs.organization, 'contacts.organization'),
    evApprover: await Promise.all(
      inputs.evApprover.map((input, index) => planOne('evapprover', input, `contacts.evApprover[${index}]`)),
    ),
  }
}

function demand(demanded: ContactDemand, given: number, field: string): void {
  if (demanded === 'MANDATORY' && given === 0) {
    throw new ServiceError('missing', 'the class needs this contact', { field })
  }
}

async function planContact(
  reader: Reader,
  caller: Caller,
  role: ContactRole,
  input: ContactInput,
  field: string,
): Promise<PlannedContact> {
  switch (input.from) {
    case 'contact': {
      const [existing] = await reader.contacts.byIds(caller.accountId, [input.id])
      if (existing === undefined) throw new ServiceError('notFound', 'no such contact', { field })
      if (existing.role !== role) {
        throw new ServiceError('invalidContact', `the contact is of type ${existing.role}, not ${role}`, { field })
      }
      return { existing }
    }
    case 'handles': {
      const person = await readHandle(reader, caller, input.person, field)
      const organization = await readHandle(reader, caller, input.organization, field)
      return { role, data: checkContactData(role, contactDataOfHandles(person, organization), field) }
    }
    case 'data':
      return { role, data: checkContactData(role, input.data, field) }
  }
}

async function readHandle(reader: Reader, caller: Caller, id: HandleId | null, field: string): Promise<Handle | null> {
  if (id === null) return null
  const handle = await reader.contacts.handle(caller.accountId, id.kind, id.number)
  if (handle === undefined) throw new ServiceError('notFound', 'no such handle', { field })
  return handle
}

function accountContact(caller: Caller): PlannedContact {
  const data = { firstName: '', lastName: caller.login, jobTitle: '', phone: '', email: '', organization: null }
  return { role: 'tech', data }
}

function allVerified(validation: CertificateClass['validation'], planned: PlannedContacts, now: Instant): boolean {
  const all = [...(planned.organization === null ? [] : [planned.organization]), ...planned.evApprover]
  const existing = all.flatMap((contact) => ('existing' in contact ? [contact.existing] : []))
  return validation === 'dv' || (existing.length === all.length && isOrganizationVerified(validation, existing, now))
}

async function store(tx: Transaction, clock: Clock, caller: Caller, planned: PlannedContacts): Promise<OrderContacts> {
  const storeOne = async (contact: PlannedContact): Promise<number> =>
    'existing' in contact
      ? contact.existing.id
      : await tx.contacts.insert({
          accountId: caller.accountId,
          role: contact.role,
          data: contact.data,
          createdAt: clock.now(),
          createdBy: caller.login,
        })
  const tech: number[] = []
  for (const contact of planned.tech) tech.push(await storeOne(contact))
  const organization = planned.organization === null ? null : await storeOne(planned.organization)
  const evApprover: number[] = []
  for (const contact of planned.evApprover) evApprover.push(await storeOne(contact))
  return { tech, organization, evApprover }
}
