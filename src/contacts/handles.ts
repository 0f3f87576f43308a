import type { ContactData, Handle } from '../core/index.ts'

/** `P-ABC1000000`: the kind, three letters that mean nothing, and the number. */
export function formatHandleId(handle: Pick<Handle, 'kind' | 'id'>): string {
  return `${handle.kind}-RSL${handle.id}`
}

export function parseHandleId(text: string): { readonly kind: Handle['kind']; readonly number: number } | undefined {
  const [, kind, digits] = /^([PO])-[A-Z]{1,8}(\d{1,15})$/i.exec(text.trim()) ?? []
  if (kind === undefined || digits === undefined) return undefined
  return { kind: kind.toUpperCase() as Handle['kind'], number: Number(digits) }
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
