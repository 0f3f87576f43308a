import { randomBytes } from 'node:crypto'
import {
  type Clock,
  hour,
  type Instant,
  type Metrics,
  minute,
  ServiceError,
  type Session,
  sha256Hex,
} from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import { BoundedMap } from './bounded-map.ts'
import type { Identity } from './login.ts'

/** Product decision 19 of reference/centralnic.md: hashed rows shared by all nodes, 24 h, 10 minutes idle. */
export const sessionLife = 24 * hour
export const sessionIdle = 10 * minute
/** A row's `usedAt` is written at most this often: so idleness is known to the minute, never later than it is. */
const touchInterval = minute

export interface StartedSession {
  /** 32 lower-case hexadecimal characters; known to the client alone. */
  readonly sessionId: string
  readonly expiresAt: Instant
}

export interface SessionLogin {
  readonly sessionId: string
  /** Sent beside the session by some clients: if given, it must be the session's account. */
  readonly login?: string
}

interface Context {
  readonly storage: Storage
  readonly clock: Clock
  readonly metrics: Metrics | undefined
}

export function createSessions({ storage, clock, metrics }: Context) {
  const logins = new BoundedMap<number, string>(10_000)

  async function loginOf(accountId: number): Promise<string | undefined> {
    const known = logins.get(accountId)
    if (known !== undefined) return known
    const login = (await storage.reader.accounts.byId(accountId))?.login
    if (login !== undefined) logins.set(accountId, login)
    return login
  }

  return {
    async start(accountId: number): Promise<StartedSession> {
      const sessionId = randomBytes(16).toString('hex')
      const now = clock.now()
      const session = {
        idHash: sha256Hex(sessionId),
        accountId,
        createdAt: now,
        usedAt: now,
        expiresAt: now + sessionLife,
      }
      await storage.transaction((tx) => tx.sessions.insert(session))
      return { sessionId, expiresAt: session.expiresAt }
    },

    /** Not limited like passwords: 128 random bits are not guessed, and a look-up costs microseconds. */
    async authenticate({ sessionId, login }: SessionLogin): Promise<Identity> {
      const session = idPattern.test(sessionId)
        ? await storage.reader.sessions.byIdHash(sha256Hex(sessionId))
        : undefined
      const now = clock.now()
      const owner = session !== undefined && isLive(session, now) ? await loginOf(session.accountId) : undefined
      if (session === undefined || owner === undefined || (login !== undefined && login !== owner)) {
        metrics?.count('reseal_logins_failed_total', { method: 'session' })
        throw new ServiceError('unauthenticated', 'The session is not valid.', { field: 'session' })
      }
      if (now - session.usedAt >= touchInterval) {
        await storage.transaction((tx) => tx.sessions.touch(session.idHash, now))
      }
      return { accountId: session.accountId, login: owner }
    },

    async stop(accountId: number, sessionId: string): Promise<boolean> {
      const idHash = sha256Hex(sessionId)
      return storage.transaction(async (tx) => {
        const session = await tx.sessions.byIdHash(idHash)
        return session?.accountId === accountId && (await tx.sessions.delete(idHash))
      })
    },
  }
}

function isLive(session: Session, now: Instant): boolean {
  return now < session.expiresAt && now - session.usedAt <= sessionIdle
}

const idPattern = /^[0-9a-f]{32}$/
