import type { Certificate, CertificateIdentifier, IssuedCertificate, RevocationReason } from '../../core/index.ts'
import type { CertificateSummary, CertificateWithOrder } from '../certificates.ts'
import { bufferOf } from '../connection.ts'
import type { CertificateRow, OrderRow } from '../schema/tables.ts'
import { orderOf } from './order-rows.ts'

type Row = Omit<CertificateRow, 'id'> & { readonly id: number }

export function certificateOf(row: Row): Certificate {
  return {
    id: row.id,
    orderId: row.order_id,
    accountId: row.account_id,
    status: row.status as Certificate['status'],
    kind: row.kind as Certificate['kind'],
    sequence: row.sequence,
    identifiers: JSON.parse(row.identifiers) as CertificateIdentifier[],
    csr: bufferOf(row.csr),
    keyHash: row.key_hash,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    issued: issuedOf(row),
    revokedAt: row.revoked_at,
    revocationReason: row.revocation_reason as RevocationReason | null,
    problem: row.problem,
  }
}

/** All columns or none: storeIssued sets them together. */
function issuedOf(row: Row): IssuedCertificate | null {
  const { issuer_id, serial_number, not_before, not_after, der, chain_id } = row
  if (issuer_id === null || serial_number === null || not_before === null) return null
  if (not_after === null || der === null || chain_id === null) return null
  return {
    issuerId: issuer_id,
    serialNumber: serial_number,
    notBefore: not_before,
    notAfter: not_after,
    der: bufferOf(der),
    chainId: chain_id,
  }
}

type OrderPart = { readonly [K in keyof Omit<OrderRow, 'id'> as `o_${K}`]: OrderRow[K] }

export function pairOf(row: Row & OrderPart): CertificateWithOrder {
  const order = orderOf({
    id: row.order_id,
    account_id: row.o_account_id,
    class: row.o_class,
    status: row.o_status,
    period: row.o_period,
    paid_until: row.o_paid_until,
    server_type: row.o_server_type,
    control_scope: row.o_control_scope,
    paid_names: row.o_paid_names,
    contacts: row.o_contacts,
    parent_order_id: row.o_parent_order_id,
    created_at: row.o_created_at,
    created_by: row.o_created_by,
    updated_at: row.o_updated_at,
    updated_by: row.o_updated_by,
  })
  return { certificate: certificateOf(row), order }
}

type SummaryColumns =
  | 'id'
  | 'order_id'
  | 'status'
  | 'kind'
  | 'sequence'
  | 'identifiers'
  | 'created_at'
  | 'updated_at'
  | 'not_after'
  | 'serial_number'
  | 'issuer_id'

export function summaryOf(row: Pick<Row, SummaryColumns>): CertificateSummary {
  return {
    id: row.id,
    orderId: row.order_id,
    status: row.status as Certificate['status'],
    kind: row.kind as Certificate['kind'],
    sequence: row.sequence,
    identifiers: JSON.parse(row.identifiers) as CertificateIdentifier[],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    notAfter: row.not_after,
    serialNumber: row.serial_number,
    issuerId: row.issuer_id,
  }
}
