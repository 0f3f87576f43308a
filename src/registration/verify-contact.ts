import { type Contact, type ContactData, type OrganizationEvidence, ServiceError } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'
import { settleKey } from './request-certificate.ts'

export interface VerifiedContact {
  readonly contact: Contact
  /** The certificate requests that waited for it, and are looked at again now. */
  readonly waiting: readonly number[]
}

/**
 * An operator has verified an organization or an EV approver (Baseline Requirements 3.2.2.1, EV Guidelines 11.8); from
 * now on it counts for as long as the dated rule says, and a second verification starts that time again. Wakes what
 * waited for it. Throws notFound, and notAllowed for a technical contact, of whom nothing is verified (seed 004 section
 * 6.4).
 */
export async function verifyContact(
  context: RegistrationContext,
  request: { readonly contactId: number; readonly by: string; readonly evidence?: OrganizationEvidence },
): Promise<VerifiedContact> {
  const contact = await context.storage.reader.contacts.byId(request.contactId)
  if (contact === undefined) throw new ServiceError('notFound', 'there is no such contact', { field: 'contact' })
  if (contact.role === 'tech') {
    throw new ServiceError('notAllowed', 'a technical contact is not verified', { field: 'contact' })
  }
  const data = withEvidence(contact, request.evidence)
  const now = context.clock.now()
  return await context.storage.transaction(async (tx) => {
    await tx.contacts.setVerification(contact.id, 'verified', now, request.by, data)
    const waiting = await tx.contacts.waitingFor(contact.id)
    // In the order of validate-challenge.ts, which wakes the same requests.
    for (const certificateId of waiting.toSorted((a, b) => a - b)) {
      const key = settleKey(certificateId)
      await tx.jobs.enqueue({ kind: 'settle-certificate', key, payload: { certificateId }, runAt: now })
    }
    tx.afterCommit(() => context.wake())
    return { contact: { ...contact, data, verification: 'verified', verifiedAt: now }, waiting }
  })
}

function withEvidence({ data }: Contact, evidence: OrganizationEvidence | undefined): ContactData {
  if (evidence === undefined) return data
  if (data.organization === null) {
    throw new ServiceError('notAllowed', 'the contact is no organization, which alone stands in a register', {
      field: 'contact',
    })
  }
  return { ...data, organization: { ...data.organization, ...evidence } }
}
