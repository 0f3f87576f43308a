import { isIP } from 'node:net'
import { printable } from './printable.ts'

export interface HttpPorts {
  readonly httpPort: number
  readonly httpsPort: number
}

/** Where one hop goes: a URL that validation may ask for, and the port that is really dialled for it. */
export interface HttpTarget {
  readonly url: URL
  readonly secure: boolean
  /** A DNS name, or an address without brackets. */
  readonly host: string
  readonly isAddress: boolean
  readonly port: number
}

export type TargetResult = { readonly target: HttpTarget } | { readonly problem: string }

const longestUrl = 2_000

/**
 * Reads the URL of a hop. Redirects come from strangers, so only http and https, on the authorized ports 80 and 443
 * (Baseline Requirements 3.2.2.4.18 and 1.6.1), without userinfo, and not endless. WHATWG parsing turns every spelling
 * of an IPv4 address (2130706433, 0x7f.1, 127.1) into the dotted one, which the address policy then judges.
 */
export function readTarget(text: string, base: URL | undefined, ports: HttpPorts): TargetResult {
  const shown = `"${printable(text)}"`
  if (text.length > longestUrl) return { problem: `the URL ${shown} is longer than ${longestUrl} characters` }
  const url = URL.parse(text, base?.href)
  if (url === null) return { problem: `${shown} is not a URL` }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { problem: `${shown} is neither an http nor an https URL` }
  }
  if (url.username !== '' || url.password !== '') return { problem: `${shown} has a user name or password in it` }
  const secure = url.protocol === 'https:'
  const port = dialledPort(url, secure, ports)
  if (port === null) return { problem: `${shown} names port ${url.port}; only 80 and 443 are allowed` }
  // A dot at the end of a name is legal in a URL and absent from Host, SNI and our own names.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (host === '') return { problem: `${shown} names no host` }
  return { target: { url, secure, host, isAddress: isIP(host) !== 0, port } }
}

/** Port 80 of a URL means the port configured for http, and 443 the one for https: a laboratory cannot bind those. */
function dialledPort(url: URL, secure: boolean, { httpPort, httpsPort }: HttpPorts): number | null {
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  if (port === 80) return httpPort
  if (port === 443) return httpsPort
  return port === httpPort || port === httpsPort ? port : null
}
