import type { AccountCredentials, Clock, Metrics } from '../core/index.ts'
import { ServiceError, sha256Hex } from '../core/index.ts'
import type { CredentialsCache } from './credentials-cache.ts'
import type { HashQueue } from './hash-queue.ts'
import type { LoginLimits } from './login-limits.ts'
import { unmatchableHash } from './password-hash.ts'
import { VerifiedPasswords } from './verified-passwords.ts'

/** Who was recognized. */
export interface Identity {
  readonly accountId: number
  readonly login: string
}

export interface PasswordLogin {
  /** The account, as stored; `account:user` is refused, see `createPasswordLogin`. */
  readonly login: string
  readonly password: string
  /** The client's IP address. */
  readonly address: string
}

export interface KeyLogin {
  readonly apiKey: string
  readonly address: string
}

export interface LoginContext {
  readonly credentials: CredentialsCache
  readonly hashes: HashQueue
  readonly limits: LoginLimits
  readonly clock: Clock
  readonly metrics: Metrics | undefined
}

/**
 * 1. A password that was verified within 10 minutes, against the hash that is stored now, passes at once; 2. others
 * are limited before anything is hashed; 3. the hash, one at a time for the same login and password.
 *
 * `account:user` is answered like a wrong password: there are no users below an account yet, so every user is an
 * unknown one, and to let one in with the account's password would give it all that the account may do.
 */
export function createPasswordLogin(context: LoginContext): (login: PasswordLogin) => Promise<Identity> {
  const { credentials, hashes, limits, metrics } = context
  const verified = new VerifiedPasswords(context.clock)
  const inFlight = new Map<string, Promise<boolean>>()
  const nobody = unmatchableHash()

  return async ({ login, password, address }) => {
    if (login.length > maxLength || password.length > maxLength) throw refused(metrics, 'password')
    const found = credentials.ofLogin(login)
    const row = found instanceof Promise ? await found : found
    const tag = verified.tagOf(login, password)
    if (row !== undefined && verified.has(row, tag)) return identityOf(row)

    const account = accountPartOf(login)
    limits.check(account, address)
    const stored = row?.passwordHash ?? nobody
    const key = `${stored} ${tag.toString('base64')}`
    let hashing = inFlight.get(key)
    if (hashing === undefined) {
      hashing = hashes.verify(stored, password, () => limits.take(account, address))
      inFlight.set(key, hashing)
      const forget = () => inFlight.delete(key)
      hashing
        .then((matches) => {
          if (matches) limits.giveBack(account, address)
        })
        .then(forget, forget)
    }
    if (!(await hashing) || row === undefined) throw refused(metrics, 'password')
    verified.add(row, tag)
    return identityOf(row)
  }
}

/** The key's hash finds its account: 256 random bits need no slow hash. Guesses at shorter ones are limited. */
export function createKeyLogin({ credentials, limits, metrics }: LoginContext): (login: KeyLogin) => Promise<Identity> {
  return async ({ apiKey, address }) => {
    limits.check(undefined, address)
    const found = credentials.byApiKeyHash(sha256Hex(apiKey))
    const row = found instanceof Promise ? await found : found
    if (row !== undefined) return identityOf(row)
    limits.take(undefined, address)
    throw refused(metrics, 'api-key')
  }
}

function identityOf({ accountId, login }: AccountCredentials): Identity {
  return { accountId, login }
}

function refused(metrics: Metrics | undefined, method: string): ServiceError {
  metrics?.count('reseal_logins_failed_total', { method })
  return new ServiceError('unauthenticated', 'The credentials are not valid.')
}

/** Guesses at `account:anything` count against the account. */
function accountPartOf(login: string): string {
  const colon = login.indexOf(':')
  return colon === -1 ? login : login.slice(0, colon)
}

const maxLength = 1_024
