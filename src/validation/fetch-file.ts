import type { DnsClient } from './dns-client.ts'
import { type HttpReply, type HttpRequestSettings, requestFrom } from './http-request.ts'
import { type HttpPorts, type HttpTarget, readTarget } from './http-target.ts'
import { resolveTarget } from './resolve-target.ts'

export interface FetchSettings extends HttpRequestSettings, HttpPorts {}

export interface FetchResult {
  /** The 2xx answer at the end of the redirects, or why there is none: a clause that begins in lower case. */
  readonly outcome: { readonly reply: HttpReply; readonly url: string } | { readonly problem: string }
  /** `ip:port` connected to last, or the resolver where it did not come to that. */
  readonly server: string
  /** Every look-up on the way was authenticated by DNSSEC. */
  readonly authenticated: boolean
}

/** Baseline Requirements 3.2.2.4.18 leaves the number to the CA; ten is what browsers and Boulder follow. */
const mostRedirects = 10
/** 303 is not among them (Baseline Requirements 3.2.2.4.18, 3.2.2.4.19). */
const redirectStatuses = new Set([301, 302, 307, 308])
/** Addresses tried per hop: one of each family, and one more. */
const mostAddresses = 3

/**
 * Gets a file over HTTP(S) the way a validation may: every hop is parsed, resolved, checked and dialled anew.
 * `secrets` must not turn up in a redirect's URL: a server that echoes the request would then prove any name. Rejects
 * only when `signal` is aborted.
 */
export async function fetchFile(
  start: string,
  secrets: readonly string[],
  dns: DnsClient,
  settings: FetchSettings,
  signal?: AbortSignal,
): Promise<FetchResult> {
  const deadline = AbortSignal.timeout(settings.timeouts.total)
  const seen: Seen = { server: '', authenticated: true }
  try {
    const bounded = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
    const outcome = await followRedirects(start, secrets, dns, settings, bounded, seen)
    return { outcome, ...seen }
  } catch (error) {
    signal?.throwIfAborted()
    if (!deadline.aborted) throw error
    return { outcome: { problem: `it took longer than ${settings.timeouts.total} ms` }, ...seen }
  }
}

interface Seen {
  server: string
  authenticated: boolean
}

async function followRedirects(
  start: string,
  secrets: readonly string[],
  dns: DnsClient,
  settings: FetchSettings,
  signal: AbortSignal,
  seen: Seen,
): Promise<FetchResult['outcome']> {
  let next = start
  let base: URL | undefined
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const via = hops === 0 ? '' : 'it redirects, but '
    const read = readTarget(next, base, settings)
    if ('problem' in read) return { problem: `${via}${read.problem}` }
    const { target } = read
    if (secrets.some((secret) => decoded(target.url).includes(secret))) {
      return { problem: `${via}the URL itself contains the random value (Baseline Requirements 3.2.2.4.18)` }
    }
    const hop = await oneHop(target, dns, settings, signal, seen)
    if ('problem' in hop) return { problem: `${via}${hop.problem}` }
    const { reply } = hop
    if (!redirectStatuses.has(reply.status)) return conclude(reply, target.url.href)
    if (reply.location === null) return { problem: `it answered ${reply.status} without one Location` }
    next = reply.location
    base = target.url
  }
  return { problem: `it redirects more than ${mostRedirects} times` }
}

async function oneHop(
  target: HttpTarget,
  dns: DnsClient,
  settings: FetchSettings,
  signal: AbortSignal,
  seen: Seen,
): Promise<{ readonly reply: HttpReply } | { readonly problem: string }> {
  const resolved = await resolveTarget(target, dns, settings.policy, signal)
  if ('problem' in resolved) {
    seen.server = resolved.server
    seen.authenticated = false
    return resolved
  }
  seen.authenticated &&= resolved.authenticated
  let problem = ''
  for (const address of resolved.addresses.slice(0, mostAddresses)) {
    seen.server = address.includes(':') ? `[${address}]:${target.port}` : `${address}:${target.port}`
    const result = await requestFrom(target, address, settings, signal)
    if ('reply' in result) return result
    problem = `${target.host} at ${seen.server}: ${result.problem}`
    // A server that was reached has answered for the name; another address would be shopping for a better answer.
    if (result.connected) break
  }
  return { problem }
}

function conclude(reply: HttpReply, url: string): FetchResult['outcome'] {
  if (reply.status < 200 || reply.status > 299) return { problem: `it answered ${reply.status}, not 2xx` }
  return { reply, url }
}

/** As the server reads it, so that percent-encoding hides nothing, nor a broken escape beside it. */
function decoded(url: URL): string {
  return url.href.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
