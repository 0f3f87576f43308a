import { randomFillSync, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { accounts } from './platform.ts'

export interface SeededCertificate {
  /** The login. */
  readonly account: string
  readonly id: number
}

/** Certificates of an order: the first and a reissue. */
const perOrder = 2
const sampleSize = 20_000
const day = 86_400_000

/**
 * Fills a data folder in which the platform has issued a few certificates until it holds `size` of them, with everything
 * that issuing leaves behind: orders with their contacts, authorizations, charges, serials, events and their counters.
 * The platform must not run. Straight into the file, because a million over HTTP would take half an hour.
 */
export function seed(dataDir: string, size: number): readonly SeededCertificate[] {
  const file = join(dataDir, 'reseal.db')
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  // Nothing here has to survive a crash: a run that is broken off starts anew.
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000')
  database.exec('begin')
  const sample = insertAll(database, size)
  database.exec('delete from event_counts')
  database.exec(`insert into event_counts (account_id, kind, outcome, deleted, slot, count)
    select account_id, kind, outcome, deleted, order_id % 8, count(*) from events group by 1, 2, 3, 4, 5`)
  database.exec('commit')
  database.close()
  // Else the kernel writes the file to the disk while the reads are measured.
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  return sample
}

function insertAll(database: DatabaseSync, size: number): readonly SeededCertificate[] {
  const template = templateIn(database)
  const stored = Number(database.prepare('select count(*) as count from certificates').get()?.['count'])
  const owners = accounts.map(({ login }) => ({ login, id: accountId(database, login) }))
  const next = { order: nextId(database, 'orders'), certificate: nextId(database, 'certificates') }
  const insert = statements(database)
  const sample: SeededCertificate[] = []
  const count = Math.max(0, size - stored)
  const now = Date.now()

  for (let made = 0, order = 0; made < count; order++) {
    const owner = owners[order % owners.length] as (typeof owners)[number]
    const orderId = next.order++
    // Over the last half year, oldest first: all of them are still valid.
    const at = now - 180 * day + Math.floor((made / count) * 179 * day)
    const domain = `customer-${order}.example-shop.com`
    const identifiers = JSON.stringify(
      [domain, `www.${domain}`].map((identifier) => ({ identifier, scopeDomain: domain, method: 'dns-txt' })),
    )
    insert.order(owner.id, orderId, at, domain, owner.login)
    insert.authorization(randomUUID(), owner.id, domain, at, randomUUID())
    for (let sequence = 1; sequence <= perOrder && made < count; sequence++, made++) {
      const id = next.certificate++
      const { serialNumber, der, keyHash } = template.next()
      const kind = sequence === 1 ? 'request' : 'reissue'
      const issued = { at: at + sequence, notAfter: at + 199 * day, by: owner.login }
      insert.certificate({
        id,
        orderId,
        accountId: owner.id,
        kind,
        sequence,
        identifiers,
        keyHash,
        serialNumber,
        der,
        ...template,
        ...issued,
      })
      insert.serial(template.caId, serialNumber, `certificate:${id}`, issued.notAfter, issued.at)
      insert.event(owner.id, kind, id, orderId, issued.at)
      if (sequence === 1) insert.charge(randomUUID(), owner.id, orderId, id, issued.at)
      if (Math.random() < sampleSize / count) sample.push({ account: owner.login, id })
    }
  }
  return sample
}

/** A certificate that the platform issued here, given out again under serial numbers of its own. */
function templateIn(database: DatabaseSync) {
  const row = database
    .prepare(
      `select c.csr, c.der, c.chain_id, c.serial_number, s.ca_id from certificates c
      join serials s on s.serial_number = c.serial_number where c.status = 'valid' limit 1`,
    )
    .get() as Record<'csr' | 'der', Uint8Array> & Record<'chain_id' | 'serial_number' | 'ca_id', string>
  const original = Buffer.from(row.der)
  const serialAt = original.indexOf(Buffer.from(row.serial_number, 'hex'))
  const length = row.serial_number.length / 2
  const random = Buffer.alloc(32)
  return {
    csr: row.csr,
    chainId: row.chain_id,
    caId: row.ca_id,
    next() {
      randomFillSync(random)
      const der = Buffer.from(original)
      random.copy(der, serialAt + 1, 0, length - 1)
      const serialNumber = der.toString('hex', serialAt, serialAt + length)
      return { serialNumber, der, keyHash: random.toString('hex') }
    },
  }
}

type Certificate = {
  id: number
  orderId: number
  accountId: number
  kind: string
  sequence: number
  identifiers: string
  keyHash: string
  serialNumber: string
  at: number
  notAfter: number
  chainId: string
  by: string
  csr: Uint8Array
  der: Uint8Array
}

function statements(database: DatabaseSync) {
  const order = database.prepare(`insert into orders (account_id, id, class, status, period, paid_until, server_type,
    control_scope, paid_names, contacts, created_at, created_by, updated_at, updated_by)
    values (?, ?, 'ssl123dv', 'valid', '1Y', ?, 'OTHER', 'fqdn', ?, '{"tech":[],"organization":null,"evApprover":[]}', ?, ?, ?, ?)`)
  const certificate = database.prepare(`insert into certificates (id, order_id, account_id, status, kind, sequence,
    identifiers, key_hash, issuer_id, serial_number, not_before, not_after, chain_id, created_at, created_by, updated_at,
    updated_by, csr, der) values (?, ?, ?, 'valid', ?, ?, ?, ?, 'embedded', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const serial = database.prepare(
    'insert into serials (ca_id, serial_number, issuance_key, not_after, created_at) values (?, ?, ?, ?, ?)',
  )
  const event =
    database.prepare(`insert into events (account_id, kind, outcome, deleted, certificate_id, order_id, info,
    created_at) values (?, ?, 'successful', 0, ?, ?, '', ?)`)
  const authorization = database.prepare(`insert into authorizations (id, account_id, identifier, method, validated_at,
    challenge_id) values (?, ?, ?, 'dns-txt', ?, ?)`)
  const charge =
    database.prepare(`insert into ledger_entries (id, account_id, order_id, certificate_id, kind, component,
    count, net, vat, currency, created_at) values (?, ?, ?, ?, 'charge', 'base', 1, 4200, 672, 'EUR', ?)`)
  return {
    order: (account: number, id: number, at: number, domain: string, by: string) => {
      const names = JSON.stringify([domain, `www.${domain}`])
      order.run(account, id, at + 365 * day, names, at, by, at, by)
    },
    certificate: (c: Certificate) => {
      const { id, orderId, accountId, kind, sequence, identifiers, keyHash, serialNumber, chainId, by } = c
      const fields = [id, orderId, accountId, kind, sequence, identifiers, keyHash, serialNumber, c.at, c.notAfter]
      certificate.run(...fields, chainId, c.at, by, c.at, by, c.csr, c.der)
    },
    serial: (caId: string, serialNumber: string, key: string, notAfter: number, at: number) =>
      serial.run(caId, serialNumber, key, notAfter, at),
    event: (account: number, kind: string, certificateId: number, orderId: number, at: number) =>
      event.run(account, kind, certificateId, orderId, at),
    authorization: (id: string, account: number, domain: string, at: number, challenge: string) =>
      authorization.run(id, account, domain, at, challenge),
    charge: (id: string, account: number, orderId: number, certificateId: number, at: number) =>
      charge.run(id, account, orderId, certificateId, at),
  }
}

function accountId(database: DatabaseSync, login: string): number {
  return Number(database.prepare('select id from accounts where login = ?').get(login)?.['id'])
}

function nextId(database: DatabaseSync, table: string): number {
  return Number(database.prepare('select seq from sqlite_sequence where name = ?').get(table)?.['seq']) + 1
}
