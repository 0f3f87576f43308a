import type { ColumnTypes, Migration } from './migration.ts'
import { startSeries } from './migration.ts'

export const initial: Migration = {
  name: '0001-initial',
  statements: (types) => [
    ...accountTables(types),
    ...orderTables(types),
    ...controlTables(types),
    ...recordTables(types),
    ...authorityTables(types),
    ...(types.kind === 'sqlite' ? jobTables(types) : []),
    ...startSeries(types, numbered),
  ],
}

const numbered = ['accounts', 'orders', 'certificates', 'contacts', 'handles', 'events']

/** Who changed a row, and when. */
const changes = (number: string) =>
  `created_at ${number} not null, created_by text not null, updated_at ${number} not null, updated_by text not null`

const accountTables = ({ number, series, strict }: ColumnTypes) => [
  `create table accounts (
    id ${series},
    login text not null unique,
    parent_id ${number} references accounts (id),
    password_hash text not null,
    api_key_hash text not null unique,
    currency text not null,
    vat_rate ${number} not null,
    credit_limit ${number},
    balance ${number} not null,
    created_at ${number} not null
  )${strict}`,
  `create table sessions (
    id_hash text primary key,
    account_id ${number} not null references accounts (id),
    created_at ${number} not null,
    used_at ${number} not null,
    expires_at ${number} not null
  )${strict}`,
  'create index sessions_account on sessions (account_id)',
  'create index sessions_expires on sessions (expires_at)',
  'create index sessions_used on sessions (used_at)',
  `create table idempotent_answers (
    account_id ${number} not null references accounts (id),
    key text not null,
    request_hash text not null,
    certificate_id ${number},
    status ${number},
    content_type text,
    body text,
    created_at ${number} not null,
    primary key (account_id, key)
  )${strict}`,
  'create index idempotent_answers_created on idempotent_answers (created_at)',
  `create table contacts (
    id ${series},
    account_id ${number} not null references accounts (id),
    role text not null,
    data text not null,
    verification text not null,
    verified_at ${number},
    ${changes(number)}
  )${strict}`,
  `create table handles (
    id ${series},
    account_id ${number} not null references accounts (id),
    kind text not null,
    data text not null,
    data_hash text not null,
    auto_delete ${number} not null,
    ${changes(number)}
  )${strict}`,
  'create index handles_identical on handles (account_id, kind, data_hash, id)',
]

const orderTables = ({ number, bytes, series, strict }: ColumnTypes) => [
  `create table orders (
    id ${series},
    account_id ${number} not null references accounts (id),
    class text not null,
    status text not null,
    period text not null,
    paid_until ${number} not null,
    server_type text not null,
    control_scope text not null,
    paid_names text not null,
    contacts text not null,
    parent_order_id ${number} references orders (id),
    ${changes(number)}
  )${strict}`,
  // Orders whose term can still end: what the expiry sweep looks for.
  `create index orders_unfinished on orders (paid_until) where status not in ('canceled', 'invalid', 'expired')`,
  `create table order_contacts (
    order_id ${number} not null references orders (id),
    contact_id ${number} not null references contacts (id),
    primary key (contact_id, order_id)
  )${strict}`,
  // The bytes stand last: SQLite reads a row from its front.
  `create table certificates (
    id ${series},
    order_id ${number} not null references orders (id),
    account_id ${number} not null references accounts (id),
    status text not null,
    kind text not null,
    sequence ${number} not null,
    identifiers text not null,
    key_hash text not null,
    issuer_id text,
    serial_number text,
    not_before ${number},
    not_after ${number},
    chain_id text,
    revoked_at ${number},
    revocation_reason text,
    problem text,
    ${changes(number)},
    csr ${bytes} not null,
    der ${bytes},
    unique (order_id, sequence)
  )${strict}`,
  // At most one certificate of an order is open.
  `create unique index certificates_open on certificates (order_id) where status in ('pending', 'issuing')`,
  `create index certificates_left_behind on certificates (updated_at) where status in ('issuing', 'revoking')`,
  `create index certificates_pending on certificates (created_at) where status = 'pending'`,
  `create index certificates_valid on certificates (not_after) where status = 'valid'`,
  `create table chains (id text primary key, certificates ${bytes} not null)${strict}`,
]

const controlTables = ({ number, series, strict }: ColumnTypes) => [
  `create table challenges (
    id text primary key,
    account_id ${number} not null references accounts (id),
    certificate_id ${number} not null references certificates (id),
    authorization_domain text not null,
    method text not null,
    status text not null,
    proof text not null,
    email_token_hash text,
    created_at ${number} not null,
    expires_at ${number} not null,
    validated_at ${number},
    attempts ${number} not null,
    problem text
  )${strict}`,
  'create index challenges_certificate on challenges (certificate_id)',
  `create index challenges_waiting on challenges (account_id, authorization_domain) where status = 'pending'`,
  'create unique index challenges_email on challenges (email_token_hash) where email_token_hash is not null',
  `create table validation_attempts (
    number ${series},
    id text not null unique,
    challenge_id text not null references challenges (id),
    at ${number} not null,
    perspective text not null,
    server text not null,
    valid ${number} not null,
    found text not null,
    authenticated ${number} not null
  )${strict}`,
  'create index validation_attempts_challenge on validation_attempts (challenge_id, number)',
  `create table authorizations (
    id text primary key,
    account_id ${number} not null references accounts (id),
    identifier text not null,
    method text not null,
    validated_at ${number} not null,
    challenge_id text not null
  )${strict}`,
  'create index authorizations_proof on authorizations (account_id, identifier, validated_at)',
  `create table caa_checks (
    id text primary key,
    certificate_id ${number} not null references certificates (id),
    identifier text not null,
    at ${number} not null,
    permitted ${number} not null,
    found text not null
  )${strict}`,
  'create index caa_checks_certificate on caa_checks (certificate_id)',
]

const recordTables = ({ number, series, strict }: ColumnTypes) => [
  `create table events (
    id ${series},
    account_id ${number} not null,
    kind text not null,
    outcome text not null,
    deleted ${number} not null,
    certificate_id ${number} not null references certificates (id),
    order_id ${number} not null,
    info text not null,
    created_at ${number} not null,
    deleted_at ${number}
  )${strict}`,
  'create index events_id on events (account_id, deleted, id)',
  'create index events_type on events (account_id, deleted, kind, outcome, id)',
  'create index events_object on events (account_id, deleted, certificate_id, id)',
  'create index events_created on events (account_id, created_at)',
  // Several slots a counter, so that an account's transactions on PostgreSQL do not wait for one row.
  `create table event_counts (
    account_id ${number} not null,
    kind text not null,
    outcome text not null,
    deleted ${number} not null,
    slot ${number} not null,
    count ${number} not null,
    primary key (account_id, kind, outcome, deleted, slot)
  )${strict}`,
  `create table ledger_entries (
    number ${series},
    id text not null unique,
    account_id ${number} not null references accounts (id),
    order_id ${number} not null references orders (id),
    certificate_id ${number} not null references certificates (id),
    kind text not null,
    component text not null,
    count ${number} not null,
    net ${number} not null,
    vat ${number} not null,
    currency text not null,
    created_at ${number} not null,
    unique (certificate_id, kind, component)
  )${strict}`,
  'create index ledger_entries_order on ledger_entries (order_id, number)',
  'create index ledger_entries_account on ledger_entries (account_id, number)',
]

const authorityTables = ({ number, bytes, strict }: ColumnTypes) => [
  `create table authorities (
    id text primary key,
    parent_id text references authorities (id),
    name text not null,
    brand text not null,
    key_kind text not null,
    certificate ${bytes} not null,
    sealed_key ${bytes} not null,
    created_at ${number} not null
  )${strict}`,
  `create table crls (
    ca_id text primary key references authorities (id),
    number ${number} not null,
    der ${bytes} not null,
    this_update ${number} not null,
    next_update ${number} not null
  )${strict}`,
  `create table serials (
    ca_id text not null references authorities (id),
    serial_number text not null,
    issuance_key text not null unique,
    not_after ${number} not null,
    created_at ${number} not null,
    revoked_at ${number},
    reason text,
    tbs ${bytes},
    primary key (ca_id, serial_number)
  )${strict}`,
  'create index serials_revoked on serials (ca_id, not_after) where revoked_at is not null',
  'create index serials_newest_revocation on serials (ca_id, revoked_at) where revoked_at is not null',
  `create table blocked_keys (key_hash text primary key, reason text not null, blocked_at ${number} not null)${strict}`,
]

/** The queue of the embedded database. `due_at` is when somebody may claim the job; a dead one has none. */
const jobTables = ({ number, series, strict }: ColumnTypes) => [
  `create table jobs (
    number ${series},
    id text not null unique,
    kind text not null,
    key text not null,
    payload text not null,
    run_at ${number} not null,
    due_at ${number},
    attempt ${number} not null,
    fence ${number} not null,
    lease_by text,
    again_at ${number},
    error text,
    dead_at ${number},
    created_at ${number} not null
  )${strict}`,
  'create unique index jobs_key on jobs (kind, key) where dead_at is null',
  'create index jobs_due on jobs (due_at)',
  'create index jobs_dead on jobs (dead_at) where dead_at is not null',
]
