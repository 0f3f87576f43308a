import type { BareLimit } from './bare.ts'
import type { LoadResult } from './load.ts'
import { percentile } from './load.ts'
import type { ReadResult } from './read.ts'
import type { ReissueResult } from './reissue.ts'
import { decimal, formatTable, type Row, whole } from './table.ts'

export interface Report {
  readonly reissues: readonly ReissueResult[]
  readonly reads: readonly ReadResult[]
  readonly memory: readonly { readonly size: number; readonly bytes: number }[]
}

/** Everything in one table. Ratios of reissues are to the bare limit, ratios of reads to the smallest database. */
export function formatReport({ reissues, reads, memory }: Report): string {
  const rows: Row[] = []
  for (const { bare, points } of reissues) {
    const kind = points[0]?.kind ?? ''
    rows.push(bareRow(`${kind}: bare limit, one thread`, bare))
    for (const { clients, load, cpu } of points) {
      const ratio = load.requests / load.seconds / bare.perSecond
      rows.push(loadRow(`${kind}: reissue`, clients, load, cpu, decimal(ratio, 2), clients === 64 ? targets[kind] : ''))
    }
  }
  for (const { size, command, load, cpu } of reads) {
    const smallest = reads.find((one) => one.command === command)
    const ratio = smallest === undefined ? 1 : perSecond(smallest.load) / perSecond(load)
    const target = size === smallest?.size ? '' : '≤ 1.3 x slower'
    rows.push(loadRow(`${command}, ${whole(size)} stored`, 64, load, cpu, decimal(ratio, 2), target))
  }
  for (const { size, bytes } of memory) {
    rows.push([
      `resident memory, ${whole(size)} stored`,
      '',
      '',
      '',
      '',
      '',
      `${whole(bytes / 2 ** 20)} MB`,
      '< 300 MB',
    ])
  }
  return formatTable(['', 'clients', 'a second', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio', 'target'], rows)
}

const targets: Readonly<Record<string, string>> = {
  'P-256': '≥ 900/s, p99 < 100 ms',
  'RSA-2048': '≥ 630/s',
}

function bareRow(name: string, { perSecond, cpu }: BareLimit): Row {
  return [name, '', whole(perSecond), '', '', whole(cpu), '1.00', '']
}

function loadRow(name: string, clients: number, load: LoadResult, cpu: number, ratio: string, target = ''): Row {
  const [p50, p99] = [percentile(load, 0.5), percentile(load, 0.99)]
  return [name, String(clients), whole(perSecond(load)), decimal(p50), decimal(p99), whole(cpu), ratio, target]
}

const perSecond = ({ requests, seconds }: LoadResult): number => requests / seconds
