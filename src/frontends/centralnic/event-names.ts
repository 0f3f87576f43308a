import { type ClassId, catalogue, type Event } from '../../core/index.ts'
import { formatCertificateId, formatOrderId } from '../../protocols/centralnic/index.ts'
import type { EventType } from '../../storage/index.ts'

/** `CERTIFICATE_REISSUE`, `REISSUE_SUCCESSFUL` (seed 004 section 9.5). */
export function eventNames({ kind, outcome }: EventType): { readonly eventClass: string; readonly subclass: string } {
  const name = kind.toUpperCase()
  return { eventClass: `CERTIFICATE_${name}`, subclass: `${name}_${outcome.toUpperCase()}` }
}

/** The ids of the event's objects as this wire prints them: their prefix is the order's class's. */
export function objectIds(
  event: Event,
  classes: ReadonlyMap<number, ClassId>,
): { readonly certificate: string; readonly order: string } {
  const classId = classes.get(event.orderId)
  const prefix = classId === undefined ? '' : catalogue[classId].prefix
  return { certificate: formatCertificateId(prefix, event.certificateId), order: formatOrderId(prefix, event.orderId) }
}
