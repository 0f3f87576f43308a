import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

type Options = {
  root: string
  /** A skipped (or "todo") test is a failure. */
  failSkipped: boolean
  /** Tests are chosen by name, so a file without one of that name is no surprise. */
  byName: boolean
}

/** A finished test, suite or file, passed or not. */
type Finished = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>
type Counts = { tests: number; failed: number; skipped: number }

/**
 * Prints a line per file, then the failures, then what was skipped and why, and last the summary of node's test runner
 * as it gives it. Resolves to whether the run is a success: at least one test ran, none failed, no file was without any.
 */
export async function compact(events: AsyncIterable<TestEvent>, options: Options): Promise<boolean> {
  const report = new Report(options)
  for await (const event of events) report.take(event)
  return report.close()
}

class Report {
  private readonly options: Options
  private readonly files = new Map<string, Counts>()
  private readonly closed = new Set<string>()
  /** Per file, the names of the suites and tests that are open, outermost first. */
  private readonly trails = new Map<string, string[]>()
  private readonly failures: string[] = []
  private readonly skips: string[] = []
  private readonly summary: string[] = []
  private runnerSaysSuccess = true

  constructor(options: Options) {
    this.options = options
  }

  take(event: TestEvent): void {
    switch (event.type) {
      case 'test:start': {
        const trail = this.trails.get(this.nameOf(event.data.file)) ?? []
        this.trails.set(this.nameOf(event.data.file), [...trail.slice(0, event.data.nesting), event.data.name])
        break
      }
      case 'test:pass':
      case 'test:fail':
        this.finish(event)
        break
      case 'test:stdout':
        process.stdout.write(event.data.message)
        break
      case 'test:stderr':
        process.stderr.write(event.data.message)
        break
      case 'test:diagnostic':
        if (event.data.file === undefined) this.summary.push(event.data.message)
        break
      case 'test:summary':
        if (event.data.file === undefined) this.runnerSaysSuccess = event.data.success
        else this.closeFile(this.nameOf(event.data.file), event.data.duration_ms)
        break
      default:
    }
  }

  close(): boolean {
    const counts = [...this.files.values()]
    const ran = counts.reduce((sum, count) => sum + count.tests, 0)
    if (ran === 0) this.failures.push('✖ No test ran.')
    if (this.options.failSkipped && this.skips.length > 0) {
      this.failures.push(`✖ ${this.skips.length} skipped, and RESEAL_TEST_NO_SKIP is set.`)
    }
    for (const failure of this.failures) console.log(`\n${failure}`)
    if (this.skips.length > 0) console.log(['\nSkipped:', ...this.skips].join('\n  '))
    console.log(['', ...this.summary].join('\nℹ '))
    return this.runnerSaysSuccess && this.failures.length === 0
  }

  private finish({ type, data }: Finished): void {
    const file = this.nameOf(data.file)
    if (data.file === data.name) {
      this.finishFile(file, type === 'test:fail' ? data.details.error : undefined, data.details.duration_ms)
      return
    }
    const trail = this.trails.get(file)?.slice(0, data.nesting + 1) ?? [data.name]
    const name = [file, ...trail].join(' › ')
    const counts = this.countsOf(file)
    const aside = data.skip ?? data.todo
    if (aside !== undefined && aside !== false) {
      counts.skipped++
      const kind = data.skip === undefined ? 'todo' : 'skipped'
      this.skips.push(`${name}: ${typeof aside === 'string' && aside !== '' ? aside : `${kind}, no reason given`}`)
      return
    }
    if (data.details.type !== 'suite') counts.tests++
    if (type === 'test:pass') return
    const { error } = data.details
    // That a suite has failed tests is no failure of its own.
    if ('failureType' in error && error.failureType === 'subtestsFailed') return
    counts.failed++
    this.failures.push(failure(name, error.cause ?? error))
  }

  /** The runner takes a file that holds no test, or that ended badly, for a test named after the file. */
  private finishFile(file: string, error: Error | undefined, milliseconds: number): void {
    if (error !== undefined) {
      this.countsOf(file).failed++
      const end = 'exitCode' in error ? `The process ended with ${inspect(error.exitCode)}: ` : ''
      this.failures.push(failure(file, `${end}${error.message}`))
    } else if (!this.options.byName && this.countsOf(file).tests + this.countsOf(file).skipped === 0) {
      this.countsOf(file).failed++
      this.failures.push(failure(file, 'There is no test in this file.'))
    }
    this.closeFile(file, milliseconds)
  }

  private closeFile(file: string, milliseconds: number): void {
    if (this.closed.has(file)) return
    this.closed.add(file)
    const { tests, failed, skipped } = this.countsOf(file)
    const parts = [
      `${tests} tests`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      `${(milliseconds / 1000).toFixed(1)} s`,
    ]
    console.log(`${failed > 0 ? '✖' : '✔'} ${file} (${parts.join(', ')})`)
  }

  private countsOf(file: string): Counts {
    const counts = this.files.get(file) ?? { tests: 0, failed: 0, skipped: 0 }
    this.files.set(file, counts)
    return counts
  }

  private nameOf(file: string | undefined): string {
    return file === undefined ? '' : relative(this.options.root, file)
  }
}

function failure(name: string, cause: unknown): string {
  const text = typeof cause === 'string' ? cause : inspect(cause, { colors: process.stdout.isTTY, depth: 6 })
  // Frames inside the runner say nothing about the test.
  const lines = text.split('\n').filter((line) => !/^\s*at .*\bnode:internal\//.test(line))
  return [`✖ ${name}`, ...lines].join('\n    ')
}
