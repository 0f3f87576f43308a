import {
  type Challenge,
  type Clock,
  isWildcard,
  type Logger,
  type ValidationOutcome,
  type Validator,
} from '../core/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import { checkCaa, combineCaa } from './caa.ts'
import { validateDnsCname, validateDnsTxt } from './dns.ts'
import { createDnsClient, type DnsServer, systemDnsServers } from './dns-client.ts'
import { emailOutcome } from './email.ts'
import type { FetchSettings } from './fetch-file.ts'
import { validateHttp } from './http.ts'
import { defaultTimeouts, type Perspective, type PerspectiveOutcome, type ValidationTimeouts } from './perspective.ts'

export interface ValidatorOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** The resolvers to ask; they validate DNSSEC. Empty: the system's. */
  readonly dnsServers: readonly DnsServer[]
  /** The ports dialled for http and https: 80 and 443, or a laboratory's. */
  readonly httpPort: number
  readonly httpsPort: number
  /** Loopback and private addresses may be dialled. */
  readonly allowPrivate: boolean
  /** The issuer domain names that a CAA record may name for us. */
  readonly caaIdentities: readonly string[]
  /** Milliseconds, each with a default. */
  readonly timeouts?: Partial<ValidationTimeouts>
  /** Instead of the one perspective `primary` with `dnsServers`. All of them have to agree. */
  readonly perspectives?: readonly PerspectiveOptions[]
}

export interface PerspectiveOptions {
  readonly name: string
  readonly dnsServers: readonly DnsServer[]
}

/**
 * The validator of core's port. What a remote server does is an outcome, never an error; a signal that is aborted
 * makes both methods reject with its reason, so that a shutdown is not recorded as a customer's failure.
 */
export function createValidator(options: ValidatorOptions): Validator {
  const { clock, logger } = options
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const fetchSettings: FetchSettings = {
    httpPort: options.httpPort,
    httpsPort: options.httpsPort,
    policy: createAddressPolicy(options.allowPrivate),
    timeouts,
  }
  const perspectives = perspectivesOf(options, timeouts)

  return {
    async validate(challenge, signal) {
      signal?.throwIfAborted()
      if (challenge.proof.method === 'email') return emailOutcome(challenge.proof.address)
      const unusable = whyUnusable(challenge, clock)
      if (unusable !== null) return { valid: false, problem: unusable, perspectives: [] }
      const seen = await Promise.all(perspectives.map((place) => lookFrom(place, challenge, fetchSettings, signal)))
      const outcome = combine(seen)
      const { id, authorizationDomain: identifier, method } = challenge
      const server = outcome.perspectives[0]?.server
      logger.debug({ challenge: id, identifier, method, server, valid: outcome.valid }, 'challenge looked at')
      return outcome
    },

    async checkCaa(identifier, signal) {
      signal?.throwIfAborted()
      const settings = { identities: options.caaIdentities, now: clock.now() }
      const outcome = combineCaa(
        await Promise.all(perspectives.map((place) => checkCaa(place, identifier, settings, signal))),
      )
      logger.debug({ identifier, permitted: outcome.permitted, found: outcome.found }, 'CAA looked at')
      return outcome
    },
  }
}

function perspectivesOf(options: ValidatorOptions, timeouts: ValidationTimeouts): Perspective[] {
  const dnsServers = options.dnsServers.length > 0 ? options.dnsServers : systemDnsServers()
  const places = options.perspectives ?? [{ name: 'primary', dnsServers }]
  if (places.length === 0) throw new Error('a validator needs at least one perspective')
  return places.map((place) => ({ name: place.name, dns: createDnsClient(place.dnsServers, timeouts.dnsTry) }))
}

/** A challenge that cannot prove anything, whatever is found. */
function whyUnusable({ authorizationDomain, expiresAt, proof }: Challenge, clock: Clock): string | null {
  // A random value is not older than 30 days (Baseline Requirements 3.2.2.4.7 and .18).
  if (clock.now() > expiresAt) return 'The challenge has expired; ask for a new one.'
  if (isWildcard(authorizationDomain)) return 'Control is proven of the name below the wildcard, not of the wildcard.'
  if (proof.method === 'dns-txt' && proof.token.trim() === '') return 'The challenge has no token.'
  // Only labels with an underscore are not handed out as host names (Baseline Requirements 3.2.2.4.7).
  if (proof.method === 'dns-cname' && !proof.label.startsWith('_'))
    return 'The label does not begin with an underscore.'
  return null
}

function lookFrom(
  place: Perspective,
  { authorizationDomain, proof }: Challenge,
  settings: FetchSettings,
  signal: AbortSignal | undefined,
): Promise<PerspectiveOutcome> {
  switch (proof.method) {
    case 'dns-txt':
      return validateDnsTxt(place, authorizationDomain, proof.token, signal)
    case 'dns-cname':
      return validateDnsCname(place, authorizationDomain, proof, signal)
    case 'http':
    case 'https':
      return validateHttp(place, authorizationDomain, proof, settings, signal)
    case 'email':
      throw new Error('an e-mail is not looked for on the network')
  }
}

/** All perspectives have to see the proof. The quorum of Baseline Requirements 3.2.2.9 comes with remote ones. */
function combine(seen: readonly PerspectiveOutcome[]): ValidationOutcome {
  const problem = seen.find((one) => one.problem !== null)?.problem ?? null
  return { valid: problem === null, problem, perspectives: seen.map((one) => one.result) }
}
