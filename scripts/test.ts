import { existsSync, globSync } from 'node:fs'
import { availableParallelism, constants } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { parseArgs } from 'node:util'
import { compact } from './test-reporter.ts'
import { root } from './tools.ts'

// `npm test`: every test, or those named: `npm test -- src/x509 test/tooling/run.test.ts -t 'passes exit codes'`.
// Each file is a process of its own, so that a test that sets the environment or dies disturbs no other.

const HELP = `npm test -- [-t|--name pattern]… [folder | file | part of a path]…
RESEAL_TEST_NO_SKIP=1 makes a skipped test a failure.`

/** No test waits for ever: a file that takes longer is reported by name, and its process ended. */
const FILE_TIMEOUT_MS = 20 * 60_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', short: 't', multiple: true }, help: { type: 'boolean', short: 'h' } },
})
if (values.help === true) {
  console.log(HELP)
  process.exit(0)
}

const files = testFiles(positionals)
// Type stripping and compiling are most of a short test's time, so test processes share what they compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/node-compile-cache')

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.error(`\nStopped by ${signal}`)
    stop.abort()
    // The processes of the running files are told by the abort; whatever does not listen is not waited for.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 3000).unref()
    process.exitCode = 128 + constants.signals[signal]
  })
}

const events = run({
  files,
  cwd: root,
  concurrency: Math.max(2, availableParallelism()),
  isolation: 'process',
  timeout: FILE_TIMEOUT_MS,
  signal: stop.signal,
  ...(values.name === undefined ? {} : { testNamePatterns: values.name.map((pattern) => new RegExp(pattern)) }),
})

const failSkipped = process.env['RESEAL_TEST_NO_SKIP'] === '1'
const passed = await compact(events, { root, failSkipped, byName: values.name !== undefined })
if (!passed) process.exitCode ||= 1

function testFiles(wanted: string[]): string[] {
  const all = globSync('{src,lab,test}/**/*.test.ts', { cwd: root }).toSorted(longFirst)
  const chosen = wanted.length === 0 ? all : wanted.flatMap((want) => matching(all, want))
  return [...new Set(chosen)].map((file) => join(root, file))
}

function matching(all: string[], want: string): string[] {
  const path = relative(root, resolve(root, want))
  const found = existsSync(join(root, path))
    ? all.filter((file) => file === path || file.startsWith(`${path}/`))
    : all.filter((file) => file.includes(want))
  if (found.length === 0) {
    console.error(`No test file matches "${want}"`)
    process.exit(1)
  }
  return found
}

/** The long suites live in test/: started first, they do not keep one core waiting for the other at the end. */
function longFirst(one: string, other: string): number {
  const rank = (file: string) => (file.startsWith('test/') ? 0 : 1)
  return rank(one) - rank(other) || one.localeCompare(other)
}
