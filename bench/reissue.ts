import { type BareLimit, meanOf, measureBareLimit } from './bare.ts'
import { createCsrSource, csrLines, type KeyKind } from './csrs.ts'
import { drive, type LoadResult, requestBytes } from './load.ts'
import { type BenchOrder, callBody } from './orders.ts'
import type { Platform } from './platform.ts'

export interface ReissuePoint {
  readonly kind: KeyKind
  readonly clients: number
  readonly load: LoadResult
  /** The platform's processor time for one reissue, microseconds. */
  readonly cpu: number
}

export interface ReissueResult {
  readonly bare: BareLimit
  readonly warmUp: LoadResult
  readonly points: readonly ReissuePoint[]
}

/**
 * Reissues over HTTP with as many clients at once as are asked for, and the bare limit before, between and after, so
 * that both meet the same weather on the machine.
 */
export async function measureReissues(options: {
  readonly kind: KeyKind
  readonly clients: readonly number[]
  readonly seconds: number
  readonly platform: Platform
  readonly orders: readonly BenchOrder[]
  readonly folder: string
}): Promise<ReissueResult> {
  const { kind, seconds, platform, orders, folder } = options
  const points: ReissuePoint[] = []
  const { load: warmUp } = await reissue(kind, 64, warmUpSeconds, platform, orders)
  const limits = [measureBareLimit(kind, bareSeconds, folder)]
  for (const clients of options.clients) {
    points.push(await reissue(kind, clients, seconds, platform, orders))
    limits.push(measureBareLimit(kind, bareSeconds, folder))
  }
  return { bare: meanOf(limits), warmUp, points }
}

const warmUpSeconds = 2
const bareSeconds = 1
/** More a second than any machine does yet; whoever uses them up ends early, and is measured over the shorter time. */
const enough: Readonly<Record<KeyKind, number>> = { 'P-256': 2_500, 'RSA-2048': 1_500 }

async function reissue(
  kind: KeyKind,
  clients: number,
  seconds: number,
  platform: Platform,
  orders: readonly BenchOrder[],
): Promise<ReissuePoint> {
  // Each client has orders of its own: two reissues of one order at once would be refused.
  const shares = Array.from({ length: clients }, (_, client) => orders.filter((_, index) => index % clients === client))
  const csrs = createCsrSource(kind)
  const count = Math.ceil((enough[kind] * seconds * (clients === 1 ? 0.4 : 1)) / clients)
  const queues = shares.map((share) =>
    Array.from({ length: count }, (_, index) => {
      const { account, certificate } = share[index % share.length] as BenchOrder
      return requestBytes(callBody(account, 'ReissueCertificate', { certificate, csr: csrLines(csrs()) }))
    }),
  )
  const cpuBefore = platform.cpu()
  const load = await drive({
    port: platform.port,
    clients,
    seconds,
    next: (client) => queues[client]?.pop(),
    expect: ['code = 200', 'property[status][0] = active'],
  })
  return { kind, clients, load, cpu: (platform.cpu() - cpuBefore) / load.requests }
}
