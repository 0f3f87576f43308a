import { boolean, integer, seq } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'

/** RFC 5280 4.2.1.9. */
export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength?: number
}

/** Critical, as BR 7.1.2.7.6 and RFC 5280 want it for a CA. */
export function basicConstraints({ ca, pathLength }: BasicConstraints): Extension {
  const parts = ca ? [boolean(true)] : []
  if (pathLength !== undefined) parts.push(integer(pathLength))
  return { oid: oids.basicConstraints, critical: true, value: seq(...parts) }
}

export function readBasicConstraints(reader: DerReader): BasicConstraints {
  const fields = reader.sequence()
  const ca = fields.tag === 1 ? fields.boolean() : false
  const pathLength = fields.atEnd ? undefined : fields.small()
  fields.finish()
  return pathLength === undefined ? { ca } : { ca, pathLength }
}
