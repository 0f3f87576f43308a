import { randomBytes } from 'node:crypto'
import { type BasisPoints, type Clock, type Money, randomToken, ServiceError, sha256Hex } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import type { HashQueue } from './hash-queue.ts'

export interface NewCredentials {
  readonly login: string
  readonly password: string
  readonly apiKey: string
  readonly terms?: Partial<AccountTerms>
}

export interface AccountTerms {
  readonly currency: string
  readonly vatRate: BasisPoints
  readonly creditLimit: Money | null
}

/** Printed once by the caller and known to nobody afterwards. */
export interface GeneratedCredentials {
  readonly login: string
  readonly password: string
  readonly apiKey: string
}

interface Context {
  readonly storage: Storage
  readonly clock: Clock
  readonly hashes: HashQueue
}

/** Two nodes may do this at the same time: the login's uniqueness decides, and the later one finds it present. */
export async function bootstrap(
  context: Context,
  accounts: readonly NewCredentials[],
): Promise<GeneratedCredentials | null> {
  const { reader } = context.storage
  for (const account of accounts) {
    if ((await reader.accounts.byLogin(account.login)) === undefined) await createIfAbsent(context, account)
  }
  if (accounts.length > 0 || (await reader.accounts.any())) return null
  // 165 and 256 random bits.
  const demo = { login: 'demo', password: randomToken(), apiKey: randomBytes(32).toString('hex') }
  return (await createIfAbsent(context, demo)) ? demo : null
}

export async function createAccount({ storage, clock, hashes }: Context, account: NewCredentials): Promise<number> {
  const passwordHash = await hashes.hash(account.password)
  const row = {
    login: account.login,
    parentId: null,
    passwordHash,
    apiKeyHash: sha256Hex(account.apiKey),
    ...defaultTerms,
    ...account.terms,
    createdAt: clock.now(),
  }
  return storage.transaction((tx) => tx.accounts.insert(row))
}

async function createIfAbsent(context: Context, account: NewCredentials): Promise<boolean> {
  try {
    await createAccount(context, account)
    return true
  } catch (error) {
    if (!(error instanceof ServiceError) || error.kind !== 'duplicate') throw error
    // Another node was faster with the login; or the API key is another account's, and then there is still none.
    if ((await context.storage.reader.accounts.byLogin(account.login)) !== undefined) return false
    throw new ServiceError('duplicate', `The API key of the account ${account.login} is another account's.`, {
      cause: error,
    })
  }
}

/** Product decision 17 of reference/centralnic.md; post-paid without limit. */
const defaultTerms: AccountTerms = { currency: 'EUR', vatRate: 1_600, creditLimit: null }
