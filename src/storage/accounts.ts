import type { Account, AccountCredentials, BasisPoints, Instant, Money, Session } from '../core/index.ts'

export interface AccountReader {
  byId(id: number): Promise<Account | undefined>
  byLogin(login: string): Promise<Account | undefined>
  credentialsOf(login: string): Promise<AccountCredentials | undefined>
  credentialsByApiKeyHash(apiKeyHash: string): Promise<AccountCredentials | undefined>
  any(): Promise<boolean>
}

export interface AccountWriter {
  /** Throws ServiceError `duplicate` if the login exists. Returns the id. */
  insert(account: NewAccount): Promise<number>
  setPassword(id: number, passwordHash: string): Promise<void>
  setTerms(id: number, terms: { vatRate?: BasisPoints; creditLimit?: Money | null; currency?: string }): Promise<void>
  /** Lowers the balance by a gross amount unless the credit limit forbids it (then false, nothing changed). A negative amount raises it. */
  charge(id: number, gross: Money): Promise<boolean>
}

export interface NewAccount {
  readonly login: string
  readonly parentId: number | null
  readonly passwordHash: string
  readonly apiKeyHash: string
  readonly currency: string
  readonly vatRate: BasisPoints
  readonly creditLimit: Money | null
  readonly createdAt: Instant
}

export interface SessionReader {
  byIdHash(idHash: string): Promise<Session | undefined>
}

export interface SessionWriter {
  insert(session: Session): Promise<void>
  touch(idHash: string, usedAt: Instant): Promise<void>
  delete(idHash: string): Promise<boolean>
  deleteOfAccount(accountId: number): Promise<void>
  deleteEnded(now: Instant, idleSince: Instant): Promise<number>
}
