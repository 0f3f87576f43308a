import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root, tools } from './tools.ts'

// `npm run check`: everything that can be said about the code without running it, at once. Prints one line per check,
// and the output of those that failed.

const CHECKS: Record<string, string[]> = {
  types: tools.types,
  format: tools.format,
  lint: tools.lint,
  imports: [join(root, 'scripts/check-imports.ts')],
  restricted: [join(root, 'scripts/check-restricted.ts')],
}

type Outcome = { name: string; passed: boolean; output: string; seconds: number }

const started = performance.now()
const outcomes = await Promise.all(
  Object.entries(CHECKS).map(async ([name, command]) => {
    const outcome = await run(name, command)
    console.log(`${outcome.passed ? '✔' : '✖'} ${name.padEnd(10)} ${outcome.seconds.toFixed(1)} s`)
    return outcome
  }),
)

const failed = outcomes.filter((outcome) => !outcome.passed)
for (const { name, output } of failed)
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 116 - name.length))}\n${output.trimEnd()}`)
const verdict =
  failed.length === 0 ? 'All checks passed' : `Failed: ${failed.map((outcome) => outcome.name).join(', ')}`
console.log(`\n${verdict} (${seconds(started).toFixed(1)} s)`)
process.exitCode = failed.length === 0 ? 0 : 1

function run(name: string, command: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const begun = performance.now()
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: string) => (output += chunk)
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    const end = (passed: boolean) => resolve({ name, passed, output, seconds: seconds(begun) })
    child.on('error', (error) => {
      output += `cannot start: ${error.message}`
      end(false)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) output += `ended by ${signal}`
      end(code === 0)
    })
  })
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}
