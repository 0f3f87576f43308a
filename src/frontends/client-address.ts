import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * The client's IP address. Behind a trusted proxy it is the last one of X-Forwarded-For, which the proxy wrote:
 * everything left of it came from the client and may be invented.
 */
export function clientAddress(incoming: IncomingMessage, trustProxy: boolean): string {
  if (trustProxy) {
    const forwarded = incoming.headers['x-forwarded-for']
    const list = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    const last = withoutPort(list?.slice(list.lastIndexOf(',') + 1).trim() ?? '')
    if (isIP(last) !== 0) return plain(last)
  }
  return plain(incoming.socket.remoteAddress ?? 'unknown')
}

/** Some proxies write `192.0.2.1:50000` and `[2001:db8::1]:50000`. */
function withoutPort(address: string): string {
  const match = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)
  return match?.[1] ?? match?.[2] ?? address
}

/** A dual-stack socket shows IPv4 as `::ffff:192.0.2.1`. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}
