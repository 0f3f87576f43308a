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
