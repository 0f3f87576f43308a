import type { Authorization, ControlMethod } from './authorization.ts'
import { day, type Instant, second } from './clock.ts'

/**
 * What a rule's value is. "Limit" is what the text allows; "issued" is what we use of it.
 */
export interface RuleValues {
  /** Longest life of a public TLS certificate, in days (Baseline Requirements 6.3.2). */
  readonly tlsLimitDays: number
  /** Days that we issue for, less a second: one below the limit, as BR 6.3.2 recommends. */
  readonly tlsIssuedDays: number
  /** Age up to which a proof of control counts, in days (BR 4.2.1). */
  readonly controlReuseDays: number
  /** Age up to which the verification of an organization counts, in days (BR 4.2.1). */
  readonly organizationReuseDays: number
  /** Age up to which a random value or request token may be used, in days (BR 3.2.2.4). */
  readonly randomValueDays: number
  /** Hours for which a CAA answer counts when its TTL is shorter (BR 3.2.2.8). */
  readonly caaReuseHours: number
  /** Whether a leaf of a public root may carry id-kp-clientAuth (Chrome root program policy 1.8). */
  readonly clientAuthAllowed: boolean
  /** Whether constructed e-mail addresses prove control (BR 3.2.2.4.4, ended by ballot SC-090). */
  readonly emailControlAllowed: boolean
  /** Whether names below in-addr.arpa and ip6.arpa may be certified (BR 4.2.2). */
  readonly reverseZonesAllowed: boolean
  /** Whether CAA parameters `accounturi` and `validationmethods` bind (RFC 8657, ballot SC-098). */
  readonly caaParametersBind: boolean
  /** Whether the primary perspective must validate DNSSEC on every query (ballot SC-085). */
  readonly dnssecRequired: boolean
  /** Remote perspectives that must be asked (BR 3.2.2.9). */
  readonly remotePerspectives: number
  /** Regional registries that the remote perspectives must come from (BR 3.2.2.9). */
  readonly remoteRegistries: number
  /** Whether too few agreeing perspectives block issuance (BR 3.2.2.9). */
  readonly quorumBlocks: boolean
  /** Longest life of an S/MIME certificate of the strict and multipurpose profiles, in days (SBR 6.3.2). */
  readonly smimeLimitDays: number
}

export type RuleName = keyof RuleValues

export type DatedRule = {
  readonly [R in RuleName]: {
    readonly from: string
    readonly rule: R
    readonly value: RuleValues[R]
    readonly source: string
  }
}[RuleName]

/**
 * Every date that a rule of the outside world depends on; nothing else in the code names one. A row holds from the
 * first second of its day, UTC, until the next row of the same rule. `always` marks what was so before our time.
 */
const always = '1970-01-01'

export const datedRules: readonly DatedRule[] = [
  { from: always, rule: 'tlsLimitDays', value: 398, source: 'BR 6.3.2 (since 2020-09-01)' },
  { from: '2026-03-15', rule: 'tlsLimitDays', value: 200, source: 'BR 6.3.2, SC-081' },
  { from: '2027-03-15', rule: 'tlsLimitDays', value: 100, source: 'BR 6.3.2, SC-081' },
  { from: '2029-03-15', rule: 'tlsLimitDays', value: 47, source: 'BR 6.3.2, SC-081' },

  { from: always, rule: 'tlsIssuedDays', value: 397, source: 'BR 6.3.2 SHOULD NOT exceed' },
  { from: '2026-03-15', rule: 'tlsIssuedDays', value: 199, source: 'BR 6.3.2 SHOULD NOT exceed' },
  { from: '2027-03-15', rule: 'tlsIssuedDays', value: 99, source: 'BR 6.3.2 SHOULD NOT exceed' },
  { from: '2029-03-15', rule: 'tlsIssuedDays', value: 46, source: 'BR 6.3.2 SHOULD NOT exceed' },

  { from: always, rule: 'controlReuseDays', value: 398, source: 'BR 4.2.1' },
  { from: '2026-03-15', rule: 'controlReuseDays', value: 200, source: 'BR 4.2.1, SC-081' },
  { from: '2027-03-15', rule: 'controlReuseDays', value: 100, source: 'BR 4.2.1, SC-081' },
  { from: '2029-03-15', rule: 'controlReuseDays', value: 10, source: 'BR 4.2.1, SC-081' },

  { from: always, rule: 'organizationReuseDays', value: 825, source: 'BR 4.2.1' },
  { from: '2026-03-15', rule: 'organizationReuseDays', value: 398, source: 'BR 4.2.1, SC-081' },

  { from: always, rule: 'randomValueDays', value: 30, source: 'BR 3.2.2.4' },
  { from: always, rule: 'caaReuseHours', value: 8, source: 'BR 3.2.2.8' },

  { from: always, rule: 'clientAuthAllowed', value: true, source: 'BR 7.1.2.7.10' },
  { from: '2027-03-15', rule: 'clientAuthAllowed', value: false, source: 'Chrome root program policy 1.8' },

  { from: always, rule: 'emailControlAllowed', value: true, source: 'BR 3.2.2.4.4' },
  { from: '2028-03-15', rule: 'emailControlAllowed', value: false, source: 'BR 3.2.2.4.4, SC-090' },

  { from: always, rule: 'reverseZonesAllowed', value: true, source: 'BR 4.2.2' },
  { from: '2026-03-15', rule: 'reverseZonesAllowed', value: false, source: 'BR 4.2.2, SC-086' },

  { from: always, rule: 'caaParametersBind', value: false, source: 'BR 3.2.2.8' },
  { from: '2027-03-15', rule: 'caaParametersBind', value: true, source: 'BR 3.2.2.8, SC-098v2' },

  { from: always, rule: 'dnssecRequired', value: false, source: 'BR 3.2.2.4' },
  { from: '2026-03-15', rule: 'dnssecRequired', value: true, source: 'BR 3.2.2.4, SC-085' },

  { from: always, rule: 'remotePerspectives', value: 0, source: 'BR 3.2.2.9' },
  { from: '2025-03-15', rule: 'remotePerspectives', value: 2, source: 'BR 3.2.2.9, SC-067' },
  { from: '2026-03-15', rule: 'remotePerspectives', value: 3, source: 'BR 3.2.2.9, SC-067' },
  { from: '2026-06-15', rule: 'remotePerspectives', value: 4, source: 'BR 3.2.2.9, SC-067' },
  { from: '2026-12-15', rule: 'remotePerspectives', value: 5, source: 'BR 3.2.2.9, SC-067' },

  { from: always, rule: 'remoteRegistries', value: 0, source: 'BR 3.2.2.9' },
  { from: '2026-03-15', rule: 'remoteRegistries', value: 2, source: 'BR 3.2.2.9, SC-067' },

  { from: always, rule: 'quorumBlocks', value: false, source: 'BR 3.2.2.9' },
  { from: '2025-09-15', rule: 'quorumBlocks', value: true, source: 'BR 3.2.2.9, SC-067' },

  { from: always, rule: 'smimeLimitDays', value: 825, source: 'S/MIME BR 6.3.2' },
]

/** The value of a rule at an instant. */
export function ruleAt<R extends RuleName>(rule: R, instant: Instant): RuleValues[R] {
  const row = index.get(rule)?.findLast(({ from }) => from <= instant)
  if (row !== undefined) return row.value as RuleValues[R]
  throw new RangeError(`No value of ${rule} at ${instant}`)
}

/** Milliseconds from notBefore to notAfter at most: notAfter is inclusive (RFC 5280 4.1.2.5), hence less a second. */
export function maximumTlsValidity(now: Instant): number {
  return ruleAt('tlsIssuedDays', now) * day - second
}

/** Milliseconds for which a proof by this method counts; 0 once its method has ended (SC-090 ends reuse too). */
export function controlReuse(now: Instant, method: ControlMethod): number {
  return methodAllowed(method, now) ? ruleAt('controlReuseDays', now) * day : 0
}

/** Whether a proof given earlier still counts now. */
export function controlCounts(authorization: Pick<Authorization, 'method' | 'validatedAt'>, now: Instant): boolean {
  return now - authorization.validatedAt < controlReuse(now, authorization.method)
}

/** Whether a method may be chosen, and may prove anything, at this instant. */
export function methodAllowed(method: ControlMethod, now: Instant): boolean {
  return method !== 'email' || ruleAt('emailControlAllowed', now)
}

/** How many of the remote perspectives may disagree (BR 3.2.2.9): one of two to five, two of six or more. */
export function allowedRemoteFailures(remotes: number): number {
  if (remotes < 2) return 0
  return remotes < 6 ? 1 : 2
}

const index = new Map<RuleName, readonly { readonly from: Instant; readonly value: RuleValues[RuleName] }[]>()
for (const { rule, from, value } of datedRules) {
  const rows = [...(index.get(rule) ?? []), { from: Date.parse(`${from}T00:00:00Z`), value }]
  const inOrder = rows.toSorted((left, right) => left.from - right.from)
  index.set(rule, inOrder)
}
