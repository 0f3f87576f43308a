import { day, type Instant } from './clock.ts'
import { ruleAt } from './dated-rules.ts'

/** A person or organization named in orders (CC-12345678). Immutable but for its verification. */
export interface Contact {
  readonly id: number
  readonly accountId: number
  readonly role: ContactRole
  readonly data: ContactData
  readonly verification: ContactVerification
  readonly verifiedAt: Instant | null
  readonly createdAt: Instant
  readonly createdBy: string
  readonly updatedAt: Instant
  readonly updatedBy: string
}

export type ContactRole = 'tech' | 'organization' | 'evapprover'

export type ContactVerification = 'unverified' | 'verified' | 'expired'

/** Whether a verification counts today: identities are reused for as long as Baseline Requirements 4.2.1 allows. */
export function isVerified({ verification, verifiedAt }: Contact, now: Instant): boolean {
  return (
    verification === 'verified' && verifiedAt !== null && now - verifiedAt < ruleAt('organizationReuseDays', now) * day
  )
}

/**
 * Whether an order's organization, and for EV its approvers and the evidence of the register, let a class issue. The
 * contacts are all that the order names in these roles.
 */
export function isOrganizationVerified(
  validation: 'dv' | 'ov' | 'ev',
  contacts: readonly Contact[],
  now: Instant,
): boolean {
  if (validation === 'dv') return true
  const asked = validation === 'ev' ? contacts : contacts.filter(({ role }) => role === 'organization')
  const organization = contacts.find(({ role }) => role === 'organization')?.data.organization ?? null
  if (organization === null || !asked.every((contact) => isVerified(contact, now))) return false
  return validation === 'ov' || hasEvidence(organization)
}

export interface ContactData {
  readonly firstName: string
  readonly lastName: string
  readonly jobTitle: string
  /** E.164 with a dot after the country code: `+1.5552345678`. */
  readonly phone: string
  readonly email: string
  readonly organization: OrganizationData | null
}

export interface OrganizationData {
  readonly name: string
  readonly dba: string
  readonly street: string
  readonly zip: string
  readonly city: string
  readonly state: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly phone: string
  readonly email: string
  readonly category: string
  /**
   * What the EV Guidelines want beyond the address (7.1.4.2.3 to 7.1.4.2.5). No customer's wire carries it: the operator
   * who verifies the organization supplies it, with `category`. The number in the register, or the date of incorporation
   * where the register has none.
   */
  readonly registrationNumber?: string
  /** ISO 3166-1 alpha-2: where the organization is registered. */
  readonly jurisdictionCountry?: string
  readonly jurisdictionState?: string
  readonly jurisdictionLocality?: string
}

/** What an operator found out when verifying an organization for EV. */
export type OrganizationEvidence = Pick<
  OrganizationData,
  'category' | 'registrationNumber' | 'jurisdictionCountry' | 'jurisdictionState' | 'jurisdictionLocality'
>

/** The words that EV Guidelines 7.1.4.2.3 allows for `category`. */
export const businessCategories = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
] as const

/** Whether an EV certificate can be made of the data. */
export function hasEvidence({ category, registrationNumber, jurisdictionCountry }: OrganizationData): boolean {
  const known: readonly string[] = businessCategories
  return known.includes(category) && (registrationNumber ?? '') !== '' && (jurisdictionCountry ?? '') !== ''
}

/** A P- or O-handle (`P-ABC123`): a reusable address card, from which orders make contacts. */
export interface Handle {
  readonly id: number
  readonly accountId: number
  readonly kind: 'P' | 'O'
  readonly data: HandleData
  readonly autoDelete: boolean
  readonly createdAt: Instant
  readonly createdBy: string
  readonly updatedAt: Instant
  readonly updatedBy: string
}

export interface HandleData {
  readonly firstName: string
  readonly middleName: string
  readonly lastName: string
  readonly title: string
  readonly organization: string
  readonly streets: readonly string[]
  readonly zip: string
  readonly city: string
  readonly state: string
  readonly country: string
  readonly phone: string
  readonly fax: string
  readonly email: string
}

/** ISO 3166-1 alpha-2 in capitals; undefined for a code that is not assigned. */
export function countryCode(value: string): string | undefined {
  const code = value.trim().toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return undefined
  // Intl knows the assigned codes: an unassigned one has no name and comes back as it was.
  return regionNames.of(code) === code ? undefined : code
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })
