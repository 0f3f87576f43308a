import type { Identifier, Order, OrderContacts, OrderStatus } from '../../core/index.ts'
import type { OrderRow } from '../schema/tables.ts'

export function orderOf(row: Omit<OrderRow, 'id'> & { readonly id: number }): Order {
  return {
    id: row.id,
    accountId: row.account_id,
    class: row.class as Order['class'],
    status: row.status as OrderStatus,
    period: row.period as Order['period'],
    paidUntil: row.paid_until,
    serverType: row.server_type,
    controlScope: row.control_scope as Order['controlScope'],
    paidNames: JSON.parse(row.paid_names) as Identifier[],
    contacts: JSON.parse(row.contacts) as OrderContacts,
    parentOrderId: row.parent_order_id,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}
