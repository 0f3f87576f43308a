import type { Generated } from 'kysely'

/**
 * The tables as the query builder sees them; the DDL is in migrations/. Portable columns only: text, whole numbers
 * (instants in epoch milliseconds, money in minor units, flags as 0 and 1), JSON as text, bytes.
 */
export interface Tables {
  accounts: AccountRow
  sessions: SessionRow
  orders: OrderRow
  order_contacts: { order_id: number; contact_id: number }
  certificates: CertificateRow
  chains: { id: string; certificates: Uint8Array }
  authorizations: AuthorizationRow
  challenges: ChallengeRow
  validation_attempts: ValidationAttemptRow
  caa_checks: CaaCheckRow
  contacts: ContactRow
  handles: HandleRow
  events: EventRow
  event_counts: EventCountRow
  ledger_entries: LedgerEntryRow
  authorities: AuthorityRow
  crls: CrlRow
  serials: SerialRow
  blocked_keys: { key_hash: string; reason: string; blocked_at: number }
  idempotent_answers: IdempotentAnswerRow
  /** SQLite only: on PostgreSQL the queue is pg-boss, in a schema of its own. */
  jobs: JobRow
}

interface Changed {
  created_at: number
  created_by: string
  updated_at: number
  updated_by: string
}

export interface AccountRow {
  id: Generated<number>
  login: string
  parent_id: number | null
  password_hash: string
  api_key_hash: string
  currency: string
  vat_rate: number
  credit_limit: number | null
  balance: number
  created_at: number
}

export interface SessionRow {
  id_hash: string
  account_id: number
  created_at: number
  used_at: number
  expires_at: number
}

export interface OrderRow extends Changed {
  id: Generated<number>
  account_id: number
  class: string
  status: string
  period: string
  paid_until: number
  server_type: string
  control_scope: string
  paid_names: string
  contacts: string
  parent_order_id: number | null
}

export interface CertificateRow extends Changed {
  id: Generated<number>
  order_id: number
  account_id: number
  status: string
  kind: string
  sequence: number
  identifiers: string
  key_hash: string
  issuer_id: string | null
  serial_number: string | null
  not_before: number | null
  not_after: number | null
  chain_id: string | null
  revoked_at: number | null
  revocation_reason: string | null
  problem: string | null
  csr: Uint8Array
  der: Uint8Array | null
}

export interface AuthorizationRow {
  id: string
  account_id: number
  identifier: string
  method: string
  validated_at: number
  challenge_id: string
}

export interface ChallengeRow {
  id: string
  account_id: number
  certificate_id: number
  authorization_domain: string
  method: string
  status: string
  proof: string
  email_token_hash: string | null
  created_at: number
  expires_at: number
  validated_at: number | null
  attempts: number
  problem: string | null
}

export interface ValidationAttemptRow {
  number: Generated<number>
  id: string
  challenge_id: string
  at: number
  perspective: string
  server: string
  valid: number
  found: string
  authenticated: number
}

export interface CaaCheckRow {
  id: string
  certificate_id: number
  identifier: string
  at: number
  permitted: number
  found: string
}

export interface ContactRow extends Changed {
  id: Generated<number>
  account_id: number
  role: string
  data: string
  verification: string
  verified_at: number | null
}

export interface HandleRow extends Changed {
  id: Generated<number>
  account_id: number
  kind: string
  data: string
  data_hash: string
  auto_delete: number
}

export interface EventRow {
  id: Generated<number>
  account_id: number
  kind: string
  outcome: string
  deleted: number
  certificate_id: number
  order_id: number
  info: string
  created_at: number
  deleted_at: number | null
}

export interface EventCountRow {
  account_id: number
  kind: string
  outcome: string
  deleted: number
  slot: number
  count: number
}

export interface LedgerEntryRow {
  number: Generated<number>
  id: string
  account_id: number
  order_id: number
  certificate_id: number
  kind: string
  component: string
  count: number
  net: number
  vat: number
  currency: string
  created_at: number
}

export interface AuthorityRow {
  id: string
  parent_id: string | null
  name: string
  brand: string
  key_kind: string
  certificate: Uint8Array
  sealed_key: Uint8Array
  created_at: number
}

export interface CrlRow {
  ca_id: string
  number: number
  der: Uint8Array
  this_update: number
  next_update: number
}

export interface SerialRow {
  ca_id: string
  serial_number: string
  issuance_key: string
  not_after: number
  created_at: number
  revoked_at: number | null
  reason: string | null
  tbs: Uint8Array | null
}

export interface IdempotentAnswerRow {
  account_id: number
  key: string
  request_hash: string
  certificate_id: number | null
  status: number | null
  content_type: string | null
  body: string | null
  created_at: number
}

export interface JobRow {
  number: Generated<number>
  id: string
  kind: string
  key: string
  payload: string
  run_at: number
  due_at: number | null
  attempt: number
  fence: number
  lease_by: string | null
  again_at: number | null
  error: string | null
  dead_at: number | null
  created_at: number
}
