import type { Lint } from './lint-subject.ts'

/** Above zero, below 2^159 (so at most 20 octets), and long enough to hold 64 random bits. */
export const serialNumberLint: Lint = {
  name: 'serial-number',
  source: 'RFC 5280 4.1.2.2, BR 7.1',
  check({ certificate: { serialOctets } }) {
    if ((serialOctets[0] as number) >= 0x80) return 'the serial number is negative'
    if (serialOctets.length > 20) return `the serial number has ${serialOctets.length} octets, at most 20 are allowed`
    if (serialOctets.length < 8) return 'the serial number is too short for 64 random bits'
    return undefined
  },
}
