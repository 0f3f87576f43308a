import type { Event, EventKind } from '../../core/index.ts'
import type { EventRow } from '../schema/tables.ts'

export function eventOf(row: Omit<EventRow, 'id'> & { readonly id: number }): Event {
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind as EventKind,
    outcome: row.outcome as Event['outcome'],
    certificateId: row.certificate_id,
    orderId: row.order_id,
    info: row.info,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
  }
}
