import {
  type CaaOutcome,
  hour,
  type Identifier,
  type Instant,
  isWildcard,
  second,
  withoutWildcard,
} from '../core/index.ts'
import { isMalformed, isUnknownCritical, parseIssueValue } from './caa-record.ts'
import type { CaaFields } from './dns-message.ts'
import type { Perspective } from './perspective.ts'
import { printable } from './printable.ts'

export interface CaaSettings {
  /** The issuer domain names that stand for us. */
  readonly identities: readonly string[]
  readonly now: Instant
}

/** Baseline Requirements 4.2.2.1: issue within the record's TTL or 8 hours, whichever is greater. */
const shortestReuse = 8 * hour

/**
 * Whether CAA lets us issue for a name, as one perspective sees it (RFC 8659 section 3): from the name towards the root,
 * which is not asked, the first name with CAA records decides. No records anywhere permit. A failed query never does.
 */
export async function checkCaa(
  perspective: Perspective,
  identifier: Identifier,
  settings: CaaSettings,
  signal?: AbortSignal,
): Promise<CaaOutcome> {
  const labels = withoutWildcard(identifier).split('.')
  for (let i = 0; i < labels.length; i++) {
    const name = labels.slice(i).join('.')
    const answer = await perspective.dns.query(name, 'CAA', signal)
    if (!answer.answered) {
      const problem = `CAA of ${identifier} could not be checked, so nothing is issued. ${answer.problem}`
      return { permitted: false, problem, found: printable(answer.problem, 300) }
    }
    if (answer.values.length === 0) continue
    const found = describe(name, answer.values, answer.authenticated)
    const refusal = judge(answer.values, isWildcard(identifier), settings.identities)
    if (refusal !== null) {
      return { permitted: false, problem: `The CAA records of ${name} forbid ${identifier}: ${refusal}`, found }
    }
    return { permitted: true, validUntil: settings.now + Math.max(answer.ttl * second, shortestReuse), found }
  }
  return { permitted: true, validUntil: settings.now + shortestReuse, found: 'no CAA records' }
}

/** Every perspective has to permit; the earliest end counts. */
export function combineCaa(outcomes: readonly CaaOutcome[]): CaaOutcome {
  const [first, ...others] = outcomes
  if (first === undefined) throw new Error('no perspective looked at CAA')
  return others.reduce((all, one) => {
    if (!all.permitted) return all
    if (!one.permitted) return one
    return one.validUntil < all.validUntil ? one : all
  }, first)
}

/** Null if the set permits; otherwise why not. */
function judge(records: readonly CaaFields[], wildcard: boolean, identities: readonly string[]): string | null {
  const damaged = records.find(isMalformed)
  if (damaged !== undefined) return 'a record cannot be read.'
  const critical = records.find(isUnknownCritical)
  if (critical !== undefined) {
    return `the critical property "${printable(critical.tag, 30)}" is not known here (RFC 8659 section 4.1).`
  }
  // For a wildcard issuewild replaces issue where it is present; for other names it is not looked at (section 4.3).
  const wild = wildcard ? valuesOf(records, 'issuewild') : []
  const tag = wild.length > 0 ? 'issuewild' : 'issue'
  const values = wild.length > 0 ? wild : valuesOf(records, 'issue')
  // A set without the property restricts nothing, such as one of iodef alone (section 4.2).
  if (values.length === 0) return null
  const permitted = new Set(identities.map((identity) => identity.toLowerCase().replace(/\.$/, '')))
  const issuers = values.map((value) => parseIssueValue(value).issuer)
  if (issuers.some((issuer) => issuer !== '' && permitted.has(issuer))) return null
  const named = issuers.filter((issuer) => issuer !== '').map((issuer) => printable(issuer))
  const ours = [...permitted].join(' or ') || 'nobody here'
  return named.length === 0
    ? `"${tag}" permits no issuer at all.`
    : `"${tag}" permits ${named.join(', ')}, not ${ours}.`
}

function valuesOf(records: readonly CaaFields[], tag: string): string[] {
  return records.filter((record) => record.tag.toLowerCase() === tag).map((record) => record.value)
}

/** As in a zone file, for the audit: parameters such as accounturi and validationmethods (RFC 8657) stay readable. */
function describe(name: string, records: readonly CaaFields[], authenticated: boolean): string {
  const lines = records
    .slice(0, 10)
    .map(({ flags, tag, value }) => `${flags} ${printable(tag, 30)} "${printable(value)}"`)
  const rest = records.length > 10 ? ` and ${records.length - 10} more` : ''
  return `${name} CAA ${lines.join('; ')}${rest}${authenticated ? ' (DNSSEC)' : ''}`
}
