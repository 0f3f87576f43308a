import type { Clock, Metrics } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import {
  type AccountTerms,
  bootstrap,
  createAccount,
  type GeneratedCredentials,
  type NewCredentials,
} from './bootstrap.ts'
import { CredentialsCache } from './credentials-cache.ts'
import { HashQueue, type HashQueueOptions } from './hash-queue.ts'
import { changePassword } from './change-password.ts'
import { changeTerms } from './change-terms.ts'
import { createKeyLogin, createPasswordLogin, type Identity, type KeyLogin, type PasswordLogin } from './login.ts'
import { LoginLimits } from './login-limits.ts'
import { createSessions, type SessionLogin, type StartedSession } from './sessions.ts'

export interface AccountsOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly metrics?: Metrics
  /** How many passwords are hashed at once, and how many wait for it. */
  readonly hashing?: HashQueueOptions
}

/** All three ways to log in throw ServiceError `unauthenticated`, or `rateLimited` with `retryAfter`. */
export interface Accounts {
  /**
   * Creates the accounts that are absent and touches no other. Without any, and in an empty database, makes `demo`
   * with random secrets and returns them, this once: only their hashes are stored.
   */
  bootstrap(accounts: readonly NewCredentials[]): Promise<GeneratedCredentials | null>
  /** Throws `duplicate` if the login or the API key is another account's. Returns the id. */
  create(account: NewCredentials): Promise<number>
  authenticate(login: PasswordLogin): Promise<Identity>
  authenticateApiKey(login: KeyLogin): Promise<Identity>
  authenticateSession(login: SessionLogin): Promise<Identity>
  startSession(accountId: number): Promise<StartedSession>
  /** False if there is no such session, or it is another account's. */
  stopSession(accountId: number, sessionId: string): Promise<boolean>
  /** Ends the account's sessions too. Throws `malformed` if the new one is too short or too long. */
  changePassword(login: string, password: string): Promise<void>
  /** Changes what is given. Throws `notFound`, and `inUse` for the currency of an account that was billed already. */
  setTerms(login: string, terms: Partial<AccountTerms>): Promise<void>
}

export function createAccounts({ storage, clock, metrics, hashing }: AccountsOptions): Accounts {
  const hashes = new HashQueue(hashing)
  const credentials = new CredentialsCache(storage.reader.accounts, clock)
  const limits = new LoginLimits(clock)
  const context = { credentials, hashes, limits, clock, metrics }
  const sessions = createSessions({ storage, clock, metrics })

  return {
    bootstrap: async (accounts) => {
      const generated = await bootstrap({ storage, clock, hashes }, accounts)
      credentials.clear()
      return generated
    },
    create: async (account) => {
      const id = await createAccount({ storage, clock, hashes }, account)
      credentials.clear()
      return id
    },
    authenticate: createPasswordLogin(context),
    authenticateApiKey: createKeyLogin(context),
    authenticateSession: (login) => sessions.authenticate(login),
    startSession: (accountId) => sessions.start(accountId),
    stopSession: (accountId, sessionId) => sessions.stop(accountId, sessionId),
    setTerms: (login, terms) => changeTerms(storage, login, terms),
    changePassword: async (login, password) => {
      await changePassword({ storage, hashes }, login, password)
      credentials.clear()
    },
  }
}
