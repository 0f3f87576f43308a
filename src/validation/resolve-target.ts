import type { AddressPolicy } from './address-policy.ts'
import type { DnsClient } from './dns-client.ts'
import type { HttpTarget } from './http-target.ts'

export type ResolvedTarget =
  | { readonly addresses: readonly [string, ...string[]]; readonly authenticated: boolean; readonly server: string }
  | { readonly problem: string; readonly server: string }

/**
 * The addresses of a hop's host, each of them checked. One special address among them refuses the name altogether: a
 * host that is public and private at once is a trick or a mistake. What is returned here is what gets dialled; nobody
 * resolves the name again between check and dial, so there is nothing to rebind.
 */
export async function resolveTarget(
  target: HttpTarget,
  dns: DnsClient,
  policy: AddressPolicy,
  signal: AbortSignal,
): Promise<ResolvedTarget> {
  if (target.isAddress) {
    const refusal = policy.refusal(target.host)
    if (refusal !== null) return { problem: refused(target.host, refusal), server: '' }
    return { addresses: [target.host], authenticated: false, server: '' }
  }
  const [four, six] = await Promise.all([dns.query(target.host, 'A', signal), dns.query(target.host, 'AAAA', signal)])
  // Both have to be answered: a bogus AAAA beside a good A is still a failed DNSSEC validation, never permission.
  if (!four.answered) return four
  if (!six.answered) return six
  const { server } = four
  for (const address of [...six.values, ...four.values]) {
    const refusal = policy.refusal(address)
    if (refusal !== null) return { problem: `${target.host} resolves to ${refused(address, refusal)}`, server }
  }
  const [first, ...others] = alternate(six.values, four.values)
  if (first === undefined) {
    const why = four.exists || six.exists ? '' : ' (NXDOMAIN)'
    return { problem: `${target.host} has neither an A nor an AAAA record${why}`, server }
  }
  return { addresses: [first, ...others], authenticated: four.authenticated && six.authenticated, server }
}

function refused(address: string, refusal: string): string {
  return `${address}, which is ${refusal}; validation connects to public addresses only`
}

/** IPv6 first (RFC 6724), but an IPv4 address second, so that a dead family costs one try. */
function alternate(six: readonly string[], four: readonly string[]): string[] {
  const ordered: string[] = []
  for (let i = 0; i < Math.max(six.length, four.length); i++) {
    ordered.push(...[six[i], four[i]].filter((address) => address !== undefined))
  }
  return ordered
}
