import {
  type CertificateClass,
  type Instant,
  isOrganizationVerified,
  type Order,
  type OrganizationData,
} from '../core/index.ts'
import type { ContactReader } from '../storage/index.ts'

export interface OrganizationStanding {
  /** True where the class asks for none. */
  readonly verified: boolean
  /** What stands in the certificate's subject: null for DV classes. */
  readonly organization: OrganizationData | null
}

/** Whether the organization, and for EV its approver, is verified, and recently enough (BR 4.2.1). */
export async function organizationStanding(
  reader: { readonly contacts: ContactReader },
  order: Pick<Order, 'accountId' | 'contacts'>,
  certificateClass: CertificateClass,
  now: Instant,
): Promise<OrganizationStanding> {
  if (certificateClass.validation === 'dv') return { verified: true, organization: null }
  const { organization, evApprover } = order.contacts
  const wanted = [...(organization === null ? [] : [organization]), ...evApprover]
  const contacts = await reader.contacts.byIds(order.accountId, wanted)
  return {
    verified: isOrganizationVerified(certificateClass.validation, contacts, now),
    organization: contacts.find(({ role }) => role === 'organization')?.data.organization ?? null,
  }
}
