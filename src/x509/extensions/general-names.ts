import { contextString, seqOf } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'
import { formatIpAddress } from './ip-address.ts'

/** RFC 5280 4.2.1.6: the names in a subjectAltName. */
export interface GeneralNames {
  readonly dnsNames: string[]
  /** rfc822Name. */
  readonly emails: string[]
  /** In text form: "192.0.2.1", "2001:db8::1". */
  readonly ipAddresses: string[]
  readonly uris: string[]
  /** How many names of other kinds there are (otherName, directoryName, x400Address, ediPartyName, registeredID). */
  readonly otherNames: number
}

/** More names than any product sells: beyond it nothing is read, so that a huge request costs no more than a refusal. */
export const maximumNames = 1000

const rfc822Name = 1
const dNSName = 2
const uniformResourceIdentifier = 6
const iPAddress = 7

export function readGeneralNames(reader: DerReader): GeneralNames {
  const list = reader.sequence()
  const names = { dnsNames: [], emails: [], ipAddresses: [], uris: [], otherNames: 0 } as {
    -readonly [Key in keyof GeneralNames]: GeneralNames[Key]
  }
  if (list.atEnd) throw new X509Error('name', 'the list of alternative names is empty', list.position)
  for (let count = 1; !list.atEnd; count++) {
    if (count > maximumNames) throw new X509Error('tooManyNames', `there are more than ${maximumNames} names`)
    switch (list.tag) {
      case 0x80 | rfc822Name:
        names.emails.push(readAscii(list))
        break
      case 0x80 | dNSName:
        names.dnsNames.push(readAscii(list))
        break
      case 0x80 | uniformResourceIdentifier:
        names.uris.push(readAscii(list))
        break
      case 0x80 | iPAddress:
        names.ipAddresses.push(formatIpAddress(list.anyContent()))
        break
      default:
        if ((list.tag & 0xc0) !== 0x80 || (list.tag & 0x1f) > 8) {
          throw new X509Error('name', 'an alternative name is of no known kind', list.position)
        }
        list.element()
        names.otherNames++
    }
  }
  return names
}

/** GeneralNames of DNS names alone. */
export const encodeDnsNames = (dnsNames: readonly string[]): Buffer =>
  seqOf(dnsNames.map((name) => contextString(dNSName, ascii(name))))

/** `[6]`, as in distribution points and access descriptions. */
export const encodeUri = (uri: string): Buffer => contextString(uniformResourceIdentifier, ascii(uri))

/** The next GeneralName if it is a URI; otherwise it is stepped over. */
export function readUri(reader: DerReader): string | undefined {
  if (reader.tag === (0x80 | uniformResourceIdentifier)) return readAscii(reader)
  reader.element()
  return undefined
}

function readAscii(reader: DerReader): string {
  const at = reader.position
  const text = reader.anyContent().toString('latin1')
  if (!isAscii(text))
    throw new X509Error('name', 'an alternative name is not plain ASCII (use A-labels, RFC 5280 7.2)', at)
  return text
}

function ascii(text: string): string {
  if (!isAscii(text)) throw new X509Error('name', `"${text}" is not plain ASCII`)
  return text
}

// No control characters either: a NUL in a name has fooled C programs (CVE-2009-2408).
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)
