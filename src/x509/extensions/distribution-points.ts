import { boolean, contextConstructed, contextPrimitive, seq, seqOf } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'
import { encodeUri, readUri } from './general-names.ts'

/** RFC 5280 4.2.1.13. */
export interface DistributionPoint {
  readonly urls: string[]
  /** Names of another form than a URL, or a name relative to the issuer. */
  readonly otherNames: boolean
  readonly reasons: boolean
  readonly crlIssuer: boolean
}

/** RFC 5280 5.2.5. */
export interface IssuingDistributionPoint {
  readonly urls: string[]
  readonly onlyContainsUserCerts: boolean
  readonly onlyContainsCACerts: boolean
  readonly indirect: boolean
}

/** BR 7.1.2.11.2: not critical, each point one http URL. */
export const cRLDistributionPoints = (urls: readonly string[]): Extension => ({
  oid: oids.cRLDistributionPoints,
  critical: false,
  value: seqOf(urls.map((url) => seq(encodePointName(url)))),
})

/** BR 7.2.2.1: critical; the DistributionPointName is the one in the certificates, byte for byte (one encoder makes both). */
export const issuingDistributionPoint = (url: string, only?: 'user' | 'ca'): Extension => ({
  oid: oids.issuingDistributionPoint,
  critical: true,
  value: seq(encodePointName(url), ...(only === undefined ? [] : [contextPrimitive(only === 'user' ? 1 : 2, ff)])),
})

export function readDistributionPoints(reader: DerReader): DistributionPoint[] {
  const list = reader.sequence()
  const points: DistributionPoint[] = []
  while (!list.atEnd) {
    const fields = list.sequence()
    const names = readPointName(fields)
    const reasons = fields.optionalContextPrimitive(1) !== undefined
    const crlIssuer = fields.optionalContext(2) !== undefined
    fields.finish()
    points.push({ ...names, reasons, crlIssuer })
  }
  return points
}

export function readIssuingDistributionPoint(reader: DerReader): IssuingDistributionPoint {
  const fields = reader.sequence()
  const { urls } = readPointName(fields)
  const onlyContainsUserCerts = isTrue(fields.optionalContextPrimitive(1))
  const onlyContainsCACerts = isTrue(fields.optionalContextPrimitive(2))
  fields.optionalContextPrimitive(3)
  const indirect = isTrue(fields.optionalContextPrimitive(4))
  fields.optionalContextPrimitive(5)
  fields.finish()
  return { urls, onlyContainsUserCerts, onlyContainsCACerts, indirect }
}

const ff = boolean(true).subarray(2)
const isTrue = (content: Buffer | undefined): boolean => content?.[0] === 0xff

/** `distributionPoint [0]` with `fullName [0]` of one URL. */
const encodePointName = (url: string): Buffer => contextConstructed(0, contextConstructed(0, encodeUri(url)))

function readPointName(fields: DerReader): { urls: string[]; otherNames: boolean } {
  const name = fields.optionalContext(0)
  if (name === undefined) return { urls: [], otherNames: false }
  const urls: string[] = []
  const fullName = name.optionalContext(0)
  let otherNames = fullName === undefined
  while (fullName !== undefined && !fullName.atEnd) {
    const url = readUri(fullName)
    if (url === undefined) otherNames = true
    else urls.push(url)
  }
  while (!name.atEnd) {
    name.element()
    otherNames = true
  }
  return { urls, otherNames }
}
