import { BlockList, isIP } from 'node:net'

/** Whether an address may be dialled: null, or what it is instead, as in "a loopback address". */
export interface AddressPolicy {
  refusal(address: string): string | null
}

export interface SpecialRange {
  readonly network: string
  readonly prefix: number
  readonly kind: string
  /** Dialled when the operator lets validation connect to private addresses. */
  readonly private?: true
}

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890), every row of it, and multicast (RFC 5771). */
export const specialRanges4: readonly SpecialRange[] = [
  { network: '0.0.0.0', prefix: 8, kind: '"this network" (RFC 791)' },
  { network: '10.0.0.0', prefix: 8, kind: 'a private address (RFC 1918)', private: true },
  { network: '100.64.0.0', prefix: 10, kind: 'a shared address (RFC 6598)', private: true },
  { network: '127.0.0.0', prefix: 8, kind: 'a loopback address (RFC 1122)', private: true },
  { network: '169.254.0.0', prefix: 16, kind: 'a link-local address (RFC 3927)' },
  { network: '172.16.0.0', prefix: 12, kind: 'a private address (RFC 1918)', private: true },
  { network: '192.0.0.0', prefix: 24, kind: 'reserved for protocols (RFC 6890)' },
  { network: '192.0.2.0', prefix: 24, kind: 'a documentation address (RFC 5737)' },
  { network: '192.31.196.0', prefix: 24, kind: 'an AS112 address (RFC 7535)' },
  { network: '192.52.193.0', prefix: 24, kind: 'an AMT address (RFC 7450)' },
  { network: '192.88.99.0', prefix: 24, kind: 'a 6to4 relay address (RFC 7526)' },
  { network: '192.168.0.0', prefix: 16, kind: 'a private address (RFC 1918)', private: true },
  { network: '192.175.48.0', prefix: 24, kind: 'an AS112 address (RFC 7534)' },
  { network: '198.18.0.0', prefix: 15, kind: 'a benchmarking address (RFC 2544)' },
  { network: '198.51.100.0', prefix: 24, kind: 'a documentation address (RFC 5737)' },
  { network: '203.0.113.0', prefix: 24, kind: 'a documentation address (RFC 5737)' },
  { network: '224.0.0.0', prefix: 4, kind: 'a multicast address (RFC 5771)' },
  { network: '240.0.0.0', prefix: 4, kind: 'a reserved address (RFC 1112)' },
]

/** The IPv6 registry's rows that deserve a word of their own; outside 2000::/3 nothing is global unicast anyway. */
export const specialRanges6: readonly SpecialRange[] = [
  { network: '::', prefix: 128, kind: 'the unspecified address (RFC 4291)' },
  { network: '::1', prefix: 128, kind: 'a loopback address (RFC 4291)', private: true },
  { network: '::', prefix: 96, kind: 'an IPv4-compatible address (RFC 4291)' },
  { network: '::ffff:0:0', prefix: 96, kind: 'an IPv4-mapped address (RFC 4291)' },
  { network: '64:ff9b:1::', prefix: 48, kind: 'a translated local address (RFC 8215)' },
  { network: '100::', prefix: 64, kind: 'a discard-only address (RFC 6666)' },
  { network: '100:0:0:1::', prefix: 64, kind: 'a dummy address (RFC 9780)' },
  { network: '2001::', prefix: 23, kind: 'reserved for protocols, such as Teredo (RFC 2928)' },
  { network: '2001:db8::', prefix: 32, kind: 'a documentation address (RFC 3849)' },
  { network: '2002::', prefix: 16, kind: 'a 6to4 address (RFC 3056)' },
  { network: '2620:4f:8000::', prefix: 48, kind: 'an AS112 address (RFC 7534)' },
  { network: '3fff::', prefix: 20, kind: 'a documentation address (RFC 9637)' },
  { network: '5f00::', prefix: 16, kind: 'a segment-routing address (RFC 9602)' },
  { network: 'fc00::', prefix: 7, kind: 'a unique local address (RFC 4193)', private: true },
  { network: 'fe80::', prefix: 10, kind: 'a link-local address (RFC 4291)' },
  { network: 'fec0::', prefix: 10, kind: 'a site-local address (RFC 3879)' },
  { network: 'ff00::', prefix: 8, kind: 'a multicast address (RFC 4291)' },
]

/**
 * Validation connects where strangers tell it to, so it must not be a way into the network it stands in: public
 * addresses only. `allowPrivate` (laboratories, internal CAs) adds loopback and private networks, but not link-local
 * ones, where cloud machines keep their credentials.
 */
export function createAddressPolicy(allowPrivate: boolean): AddressPolicy {
  const lists4 = specialRanges4.map((range) => ({ range, list: listOf(range, 'ipv4') }))
  const lists6 = specialRanges6.map((range) => ({ range, list: listOf(range, 'ipv6') }))
  const globalUnicast = listOf({ network: '2000::', prefix: 3 }, 'ipv6')
  const nat64 = listOf({ network: '64:ff9b::', prefix: 96 }, 'ipv6')

  function refusal4(address: string): string | null {
    const hit = lists4.find(({ list }) => list.check(address, 'ipv4'))
    return hit === undefined || (allowPrivate && hit.range.private) ? null : hit.range.kind
  }

  function refusal6(address: string): string | null {
    // DNS64 (RFC 6147) makes these of a name's IPv4 addresses: what counts is the address that comes out behind.
    if (nat64.check(address, 'ipv6')) return refusal4(embedded4(address))
    const hit = lists6.find(({ list }) => list.check(address, 'ipv6'))
    if (hit !== undefined) return allowPrivate && hit.range.private ? null : hit.range.kind
    return globalUnicast.check(address, 'ipv6') ? null : 'not a global unicast address (RFC 4291)'
  }

  return {
    refusal(address) {
      // A zone ("fe80::1%eth0") has no place in an address from the DNS or a URL.
      if (address.includes('%')) return 'an address with a zone'
      const family = isIP(address)
      if (family === 0) return 'not an address'
      return family === 4 ? refusal4(address) : refusal6(address)
    },
  }
}

function listOf(range: { network: string; prefix: number }, type: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  list.addSubnet(range.network, range.prefix, type)
  return list
}

/** The last 32 bits, written either way (`64:ff9b::c000:221` or `64:ff9b::192.0.2.33`). */
function embedded4(address: string): string {
  // The URL parser writes every IPv6 address in its one canonical form, without dots.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':')
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
