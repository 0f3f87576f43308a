import type { BareLimit } from './bare.ts'
import { type LoadResult, percentile } from './load.ts'
import type { ReadResult } from './read.ts'
import type { ReissueResult } from './reissue.ts'
import { decimal, formatTable, type Row, whole } from './table.ts'

export interface Report {
  readonly reissues: readonly ReissueResult[]
  readonly reads: readonly ReadResult[]
  readonly memory: readonly { readonly size: number; readonly bytes: number }[]
}

/**
 * Everything in one table. Both ratios are to the bare limit for reissues, and to the smallest database for reads:
 * throughput's the higher the better, processor time's the lower the better.
 */
export function formatReport({ reissues, reads, memory }: Report): string {
  const rows: Row[] = []
  for (const { bare, points } of reissues) {
    rows.push(bareRow(`${points[0]?.kind}: bare limit, one thread`, bare))
    for (const { kind, clients, load, cpu } of points) {
      rows.push(loadRow({ name: `${kind}: reissue`, clients, load, cpu }, bare, clients === 64 ? targets[kind] : ''))
    }
  }
  for (const { size, command, load, cpu } of reads) {
    const smallest = reads.find((one) => one.command === command)
    const base = { perSecond: perSecond(smallest?.load ?? load), cpu: smallest?.cpu ?? cpu }
    const name = `${command}, ${whole(size)} stored`
    rows.push(loadRow({ name, clients: 64, load, cpu }, base, size === smallest?.size ? '' : 'ratio ≥ 0.77'))
  }
  for (const { size, bytes } of memory) {
    const megabytes = `${whole(bytes / 2 ** 20)} MB`
    rows.push([`resident memory, ${whole(size)} stored`, '', megabytes, '', '', '', '', '', '< 300 MB'])
  }
  return formatTable(['', 'clients', 'a second', 'ratio', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio', 'target'], rows)
}

const targets: Readonly<Record<string, string>> = {
  'P-256': '≥ 900/s, p99 < 100 ms',
  'RSA-2048': '≥ 630/s',
}

function bareRow(name: string, { perSecond, cpu }: BareLimit): Row {
  return [name, '', whole(perSecond), '1.00', '', '', whole(cpu), '1.0', '']
}

interface Measured {
  readonly name: string
  readonly clients: number
  readonly load: LoadResult
  readonly cpu: number
}

function loadRow({ name, clients, load, cpu }: Measured, base: BareLimit, target = ''): Row {
  const [p50, p99] = [percentile(load, 0.5), percentile(load, 0.99)]
  const [speed, effort] = [perSecond(load) / base.perSecond, cpu / base.cpu]
  const throughput = [String(clients), whole(perSecond(load)), decimal(speed, 2)]
  return [name, ...throughput, decimal(p50), decimal(p99), whole(cpu), decimal(effort), target]
}

const perSecond = ({ requests, seconds }: LoadResult): number => requests / seconds
