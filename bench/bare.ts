import { createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { publicKeyOf } from '../src/x509/index.ts'
import { type KeyKind, newKey } from './csrs.ts'

/** What remains when everything but cryptography and durability is left out. */
export interface BareLimit {
  readonly perSecond: number
  /** Processor time for one, microseconds. */
  readonly cpu: number
}

/** Certificates that share one commit: as many as there are clients in the widest measurement. */
const batch = 64

/**
 * The least that a durable certificate can cost one thread: import the request's key, verify its signature, sign with
 * an issuing key of the same kind, and write both in batches with one fsynced SQLite commit each. No parsing, no lints,
 * no HTTP, no rows but one.
 */
export function measureBareLimit(kind: KeyKind, seconds: number, folder: string): BareLimit {
  const file = join(folder, 'bare.sqlite')
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec('create table certificates (id integer primary key, csr blob not null, der blob not null)')
  const insert = database.prepare('insert into certificates (csr, der) values (?, ?)')
  const issuingKey = newKey(kind)
  const requests = makeRequests(kind)

  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  let issued = 0
  while (performance.now() - started < seconds * 1_000) {
    database.exec('begin immediate')
    for (let i = 0; i < batch; i++) {
      const request = requests[issued++ % requests.length] as Request
      const key = createPublicKey({ key: request.spki, format: 'der', type: 'spki' })
      if (!verify('sha256', request.tbs, key, request.signature)) throw new Error('a request does not verify')
      const signature = sign('sha256', toBeSigned, issuingKey)
      insert.run(request.tbs, Buffer.concat([toBeSigned, signature]))
    }
    database.exec('commit')
  }
  const elapsed = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(cpuBefore)
  database.close()
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  return { perSecond: issued / elapsed, cpu: (user + system) / issued }
}

export function meanOf(limits: readonly BareLimit[]): BareLimit {
  const mean = (pick: (limit: BareLimit) => number) =>
    limits.reduce((sum, limit) => sum + pick(limit), 0) / limits.length
  return { perSecond: mean(({ perSecond }) => perSecond), cpu: mean(({ cpu }) => cpu) }
}

interface Request {
  readonly spki: Buffer
  readonly tbs: Buffer
  readonly signature: Buffer
}

/** The size of a leaf's to-be-signed bytes. */
const toBeSigned = randomBytes(800)

function makeRequests(kind: KeyKind): readonly Request[] {
  const keys: KeyObject[] = Array.from({ length: kind === 'P-256' ? 512 : 8 }, () => newKey(kind))
  return keys.map((key) => {
    const tbs = randomBytes(kind === 'P-256' ? 200 : 450)
    return { spki: publicKeyOf(key).spki, tbs, signature: sign('sha256', tbs, key) }
  })
}
