import type { ContactData, Handle } from '../core/index.ts'

/** Names a handle among an account's; how it is written (`P-RSL1000000`) is the front end's business. */
export interface HandleId {
  readonly kind: Handle['kind']
  readonly number: number
}

/** A contact made of a person's handle, an organization's, or both (seed 004 section 9.1.9). */
export function contactDataOfHandles(person: Handle | null, organization: Handle | null): ContactData {
  const owner = organization ?? (person !== null && person.data.organization !== '' ? person : null)
  return {
    firstName: person?.data.firstName ?? '',
    lastName: person?.data.lastName ?? '',
    jobTitle: person?.data.title ?? '',
    phone: person?.data.phone ?? '',
    email: person?.data.email ?? '',
    organization: owner && {
      name: owner.data.organization,
      dba: '',
      street: owner.data.streets.join(', '),
      zip: owner.data.zip,
      city: owner.data.city,
      state: owner.data.state,
      country: owner.data.country,
      phone: owner.data.phone,
      email: owner.data.email,
      category: '',
    },
  }
}
