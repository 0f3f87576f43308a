import { X509Error } from '../error.ts'

/** RFC 5280 4.2.1.6: 4 octets are IPv4, 16 are IPv6, printed as RFC 5952 says. */
export function formatIpAddress(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) throw new X509Error('name', `an IP address has ${bytes.length} octets, not 4 or 16`)
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  const { start, length } = longestZeroRun(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let at = 0; at <= groups.length; at++) {
    if (groups[at] === '0') continue
    if (at - start > best.length) best = { start, length: at - start }
    start = at + 1
  }
  return best
}
