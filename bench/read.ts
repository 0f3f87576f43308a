import { formatCertificateId } from '../src/protocols/centralnic/index.ts'
import { drive, type LoadResult, merge, requestBytes } from './load.ts'
import { callBody } from './orders.ts'
import { accounts, type BenchAccount, type Platform } from './platform.ts'
import type { SeededCertificate } from './seed.ts'

export type ReadCommand = 'StatusCertificate' | 'QueryEventList'

/** A running platform with a number of certificates in its database. */
export interface Library {
  readonly size: number
  readonly platform: Platform
  /** Some thousand of them, from all over the database. */
  readonly sample: readonly SeededCertificate[]
}

export interface ReadResult {
  readonly size: number
  readonly command: ReadCommand
  readonly load: LoadResult
  /** The platform's processor time for one answer, microseconds. */
  readonly cpu: number
}

const clients = 64
const rounds = 4

/** In turns, so that a quiet and a busy second of the machine count for every size alike. */
export async function measureReads(
  command: ReadCommand,
  libraries: readonly Library[],
  seconds: number,
): Promise<readonly ReadResult[]> {
  const measured = libraries.map((library) => ({
    library,
    requests: command === 'StatusCertificate' ? statusRequests(library) : eventRequests(),
    loads: [] as LoadResult[],
    cpu: 0,
  }))
  for (const { library, requests } of measured) await read(library, requests, 1)
  for (let round = 0; round < rounds; round++) {
    for (const one of measured) {
      const before = one.library.platform.cpu()
      one.loads.push(await read(one.library, one.requests, seconds / rounds))
      one.cpu += one.library.platform.cpu() - before
    }
  }
  return measured.map(({ library, loads, cpu }) => {
    const load = merge(loads)
    return { size: library.size, command, load, cpu: cpu / load.requests }
  })
}

async function read({ platform }: Library, requests: readonly Buffer[], seconds: number): Promise<LoadResult> {
  let sent = Math.floor(Math.random() * requests.length)
  return drive({
    port: platform.port,
    clients,
    seconds,
    next: () => requests[sent++ % requests.length],
    expect: ['code = 200'],
  })
}

/** Any certificate is as likely as any other: the least friendly case for every cache. */
function statusRequests({ sample }: Library): readonly Buffer[] {
  return sample.map(({ account, id }) => {
    const certificate = formatCertificateId('DK', id)
    return requestBytes(callBody(accountOf(account), 'StatusCertificate', { certificate }))
  })
}

/** Pages of 100 among the first thousand events, where a customer who reads and deletes them looks. */
function eventRequests(): readonly Buffer[] {
  return accounts.flatMap((account) =>
    Array.from({ length: 10 }, (_, page) =>
      requestBytes(callBody(account, 'QueryEventList', { wide: '1', limit: '100', first: String(page * 100) })),
    ),
  )
}

function accountOf(login: string): BenchAccount {
  const account = accounts.find((one) => one.login === login)
  if (account === undefined) throw new Error(`there is no account ${login}`)
  return account
}
