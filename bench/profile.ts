import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decimal, formatTable } from './table.ts'

const statementsFile = 'statements.json'

/** Arguments of Node with which the platform writes its profile and its SQL counts into the folder when it ends. */
export function profiling(folder: string): readonly string[] {
  const counter = join(import.meta.dirname, 'count-statements.ts')
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--import=${counter}?${join(folder, statementsFile)}`]
}

/** The functions in which most of the time went, and the SQL statements that ran most often. */
export function formatProfile(folder: string, requests: number): string {
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) throw new Error('The platform wrote no profile.')
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile
  const statements = JSON.parse(readFileSync(join(folder, statementsFile), 'utf8')) as Record<string, number>
  return `${formatFunctions(profile, requests)}\n\n${formatStatements(statements, requests)}`
}

/** What V8 writes: a tree of calls, a sample every so often, and the time before each. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

function formatFunctions({ nodes, samples, timeDeltas }: CpuProfile, requests: number): string {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let busy = 0
  samples.forEach((id, index) => {
    const name = names.get(id) ?? ''
    if (name === '(idle)') return
    const time = timeDeltas[index] ?? 0
    busy += time
    times.set(name, (times.get(name) ?? 0) + time)
  })
  const top = [...times].toSorted(([, a], [, b]) => b - a).slice(0, 45)
  const rows = top.map(([name, time]) => [name, decimal(time / requests), `${decimal((time / busy) * 100)} %`])
  return formatTable(['function, own time (whole process, start included)', 'µs a reissue', 'share'], rows)
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^.*\/(src|node_modules)\//, '$1/').replace(/^node_modules\//, '')
  return `${functionName || '(anonymous)'}${place === '' ? '' : `  ${place}:${lineNumber + 1}`}`
}

function formatStatements(statements: Readonly<Record<string, number>>, requests: number): string {
  const all = Object.entries(statements).toSorted(([, a], [, b]) => b - a)
  const total = all.reduce((sum, [, count]) => sum + count, 0)
  const rows = all
    .slice(0, 25)
    .map(([sql, count]) => [sql.replace(/\s+/g, ' ').slice(0, 120), decimal(count / requests, 2)])
  return formatTable(['SQL', 'a reissue'], [...rows, ['all together', decimal(total / requests, 2)]])
}
