import { enumerated, headerSize, oid, octetString, seq, time, writeHeader } from './der.ts'
import type { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { readExtensions, readValue } from './extensions/extension.ts'
import { oids } from './oid.ts'
import { type RevocationReason, revocationReasonOf, revocationReasons } from './revocation-reason.ts'
import { tags } from './tags.ts'

export interface RevokedCertificate {
  /** Hex, as `Certificate.serialNumber`. */
  readonly serialNumber: string
  /** Epoch milliseconds. */
  readonly revokedAt: number
  readonly reason: RevocationReason
}

// SEQUENCE, 20 octets of serial with a sign octet, a GeneralizedTime and a reason: 58 octets.
const largestEntry = 64

/**
 * revokedCertificates (RFC 5280 5.1.2.6); undefined when there is none. A flat loop over one buffer: 100,000 entries made
 * of small elements would cost ten times as much.
 */
export function encodeRevokedCertificates(revoked: Iterable<RevokedCertificate>): Buffer | undefined {
  let target = Buffer.allocUnsafe(4096)
  let at = 0
  let lastTime = Number.NaN
  let timeDer: Buffer = Buffer.alloc(0)
  for (const { serialNumber, revokedAt, reason } of revoked) {
    if (at + largestEntry > target.length) target = Buffer.concat([target], target.length * 2)
    if (revokedAt !== lastTime) {
      timeDer = time(revokedAt)
      lastTime = revokedAt
    }
    const reasonDer = reasonExtensions(reason)
    const entry = at
    at = writeSerialNumber(target, at + 2, serialNumber)
    target.set(timeDer, at)
    at += timeDer.length
    if (reasonDer !== undefined) {
      target.set(reasonDer, at)
      at += reasonDer.length
    }
    writeHeader(target, entry, tags.sequence, at - entry - 2)
  }
  if (at === 0) return undefined
  const list = Buffer.allocUnsafe(headerSize(at) + at)
  target.copy(list, writeHeader(list, 0, tags.sequence, at), 0, at)
  return list
}

export function readRevokedCertificates(list: DerReader): RevokedCertificate[] {
  const revoked: RevokedCertificate[] = []
  while (!list.atEnd) {
    const fields = list.sequence()
    const octets = fields.integerBytes()
    const revokedAt = fields.time()
    const reason = fields.atEnd ? 'unspecified' : readReason(fields)
    fields.finish()
    revoked.push({
      serialNumber: (octets.length > 1 && octets[0] === 0 ? octets.subarray(1) : octets).toString('hex'),
      revokedAt,
      reason,
    })
  }
  return revoked
}

function writeSerialNumber(target: Buffer, at: number, hex: string): number {
  const length = hex.length / 2
  const content = at + 3
  // Written behind the room for a sign octet, and moved back when none is needed.
  const wrong = length === 0 || length > 20 || target.write(hex, content, 'hex') !== length || hex.startsWith('00')
  if (wrong) throw new X509Error('serialNumber', `the serial number "${hex}" is not 1 to 20 octets of hex`)
  const signOctet = (target[content] as number) >= 0x80
  if (signOctet) target[content - 1] = 0
  else target.copyWithin(content - 1, content, content + length)
  const size = signOctet ? length + 1 : length
  target[at] = tags.integer
  target[at + 1] = size
  return at + 2 + size
}

const encoded = new Map<RevocationReason, Buffer>(
  Object.entries(revocationReasons).map(([reason, code]) => [
    reason as RevocationReason,
    seq(seq(oid(oids.reasonCode), octetString(enumerated(code)))),
  ]),
)

function reasonExtensions(reason: RevocationReason): Buffer | undefined {
  // RFC 5280 5.3.1: unspecified is left out. BR 7.2.2 forbids certificateHold; removeFromCRL is for delta CRLs.
  if (reason === 'unspecified') return undefined
  if (reason === 'certificateHold' || reason === 'removeFromCRL') {
    throw new X509Error('reason', `the reason ${reason} must not stand in a CRL (BR 7.2.2)`)
  }
  return encoded.get(reason)
}

function readReason(fields: DerReader): RevocationReason {
  const extensions = readExtensions(fields)
  const code = readValue(extensions, oids.reasonCode, (reader) => reader.small(tags.enumerated)) ?? 0
  const reason = revocationReasonOf(code)
  if (reason === undefined) throw new X509Error('reason', `the revocation reason ${code} does not exist`)
  return reason
}
