import { ConfigError } from './config-error.ts'
import type { VariableName } from './env.ts'
import { parseInteger, quote, withoutDuplicates } from './parse.ts'

export interface ListenAddress {
  /** An address without brackets, or a name. */
  readonly host: string
  /** 0 lets the system choose; then RESEAL_PUBLIC_URL has to be given for links that work. */
  readonly port: number
}

export interface Server {
  readonly address: string
  readonly port: number
}

/** `address:port`, `[IPv6]:port` or `name:port`. */
export function parseListen(value: string): ListenAddress {
  const match = /^(?:\[([^\]]*)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(value)
  const [, v6, host] = match ?? []
  const port = Number(match?.[3])
  if (port <= 65_535 && v6 !== undefined && isIPv6(v6)) return { host: v6, port }
  if (port <= 65_535 && host !== undefined && isHostOrIPv4(host)) return { host: host.toLowerCase(), port }
  throw new ConfigError(
    'RESEAL_LISTEN',
    `RESEAL_LISTEN must be an address and a port like 127.0.0.1:8080 or [::1]:8080, not ${quote(value)}.`,
  )
}

export function parsePort(name: VariableName, value: string | undefined, fallback: number): number {
  return parseInteger(name, value, fallback, 1, 65_535)
}

/** `ip[:port]` separated by commas; an IPv6 address with a port stands in brackets. Not set: empty. */
export function parseServers(name: VariableName, value: string | undefined): readonly Server[] {
  if (value === undefined) return []
  const servers = value.split(',').map((part) => parseServer(name, part.trim()))
  withoutDuplicates(
    name,
    servers.map(({ address, port }) => `${address} port ${port}`),
  )
  return servers
}

function parseServer(name: VariableName, value: string): Server {
  const match = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(value)
  const bare = match === null && isIPv6(value) ? value : undefined
  const v6 = match?.[1] ?? bare
  const v4 = match?.[2]
  const port = match?.[3] === undefined ? 53 : Number(match[3])
  const good = (v6 !== undefined && isIPv6(v6)) || (v4 !== undefined && isIPv4(v4))
  if (good && port >= 1 && port <= 65_535) return { address: (v6 ?? v4) as string, port }
  throw new ConfigError(
    name,
    `${name} must be addresses like 192.0.2.53 or 192.0.2.53:5353 separated by commas, not ${quote(value)}.`,
  )
}

/** Only from this machine can a client reach it. A name other than localhost may mean anything, so it cannot. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  if (isIPv4(host)) return host.startsWith('127.')
  return isIPv6(host) && (canonicalIPv6(host) === '::1' || /^::ffff:7f[0-9a-f]{2}:/.test(canonicalIPv6(host)))
}

/** Of a URL's host name: IPv4, or IPv6 in brackets. */
export function isAddress(hostname: string): boolean {
  return isIPv4(hostname) || (hostname.startsWith('[') && hostname.endsWith(']'))
}

// node:net has these as isIPv4 and isIPv6, but config opens no sockets and does not import it.
function isIPv4(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) &&
    text.split('.').every((part) => Number(part) <= 255 && `${Number(part)}` === part)
  )
}

function isIPv6(text: string): boolean {
  return text.includes(':') && !text.includes('%') && URL.canParse(`http://[${text}]/`)
}

function canonicalIPv6(text: string): string {
  return new URL(`http://[${text}]/`).hostname.slice(1, -1)
}

function isHostOrIPv4(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return isIPv4(host)
  return host.length <= 253 && host.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
}
