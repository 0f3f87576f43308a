import { randomBytes } from 'node:crypto'

/**
 * A certificate serial number in hex: 16 octets, of which 126 bits are random. BR 7.1 asks for more than zero, less than
 * 2^159 and at least 64 bits of a CSPRNG; the first octet is between 0x40 and 0x7f, so that every serial has the same
 * length and needs no sign octet.
 */
export function randomSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40
  return bytes.toString('hex')
}
