import type { Contact, ContactData, ContactVerification, Handle, Instant } from '../core/index.ts'

export interface ContactReader {
  byIds(accountId: number, ids: readonly number[]): Promise<readonly Contact[]>
  /** For operators' commands. */
  byId(id: number): Promise<Contact | undefined>
  handle(accountId: number, kind: Handle['kind'], id: number): Promise<Handle | undefined>
  /** The account's newest handle with exactly this data. */
  identicalHandle(accountId: number, kind: Handle['kind'], dataHash: string): Promise<number | undefined>
  /** Ids of pending certificate requests of orders that name the contact. */
  waitingFor(contactId: number): Promise<readonly number[]>
}

export interface ContactWriter {
  insert(contact: NewContact): Promise<number>
  /** `data` is the contact's with what the verification found out; nothing else of it ever changes. */
  setVerification(
    id: number,
    verification: ContactVerification,
    at: Instant,
    by: string,
    data?: ContactData,
  ): Promise<void>
  insertHandle(handle: NewHandle): Promise<number>
}

export type NewContact = Omit<Contact, 'id' | 'updatedAt' | 'updatedBy' | 'verification' | 'verifiedAt'>

export type NewHandle = Omit<Handle, 'id' | 'updatedAt' | 'updatedBy'> & { readonly dataHash: string }
