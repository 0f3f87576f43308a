import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../../scripts/tools.ts'

// `npm test` in small repositories of its own.

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function repository(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-test-'))
  folders.push(folder)
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `import { describe, test } from 'node:test'\n${text}\n`)
  }
  return folder
}

/** Inside a test, node's runner refuses to start another one unless this variable is gone. */
const { NODE_TEST_CONTEXT: _, RESEAL_TEST_NO_SKIP: __, ...environment } = process.env

function run(folder: string, args: string[] = [], env: Record<string, string> = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, 'scripts/test.ts'), ...args], {
    encoding: 'utf8',
    env: { ...environment, ...env },
  })
  return { output: stdout + stderr, status }
}

const passing = "test('it passes', () => {})"
const skipped = "test('it is skipped', { skip: 'there is no server' }, () => {})"

test('tests in src, lab and test run, and the run ends with the summary of the runner', () => {
  const folder = repository({ 'src/a/a.test.ts': passing, 'lab/b.test.ts': passing, 'test/c/c.test.ts': passing })
  const { output, status } = run(folder)
  assert.equal(status, 0, output)
  assert.match(output, /✔ src\/a\/a\.test\.ts \(1 tests/)
  assert.match(output, /\nℹ tests 3\n.*ℹ pass 3\nℹ fail 0\n.*ℹ duration_ms [\d.]+\n$/s)
})

test('a failing test fails the run and is shown with its place and error', () => {
  const folder = repository({
    'src/a.test.ts': `${passing}\ndescribe('a suite', () => { test('it fails', () => { throw new Error('out of luck') }) })`,
  })
  const { output, status } = run(folder)
  assert.equal(status, 1)
  assert.match(output, /✖ src\/a\.test\.ts › a suite › it fails\n {4}Error: out of luck/)
})

test('a run without tests fails, and so does a file without tests', () => {
  assert.equal(run(repository({})).status, 1)
  const { output, status } = run(repository({ 'src/a.test.ts': passing, 'src/b.test.ts': '' }))
  assert.equal(status, 1)
  assert.match(output, /✖ src\/b\.test\.ts\n {4}There is no test in this file/)
  assert.equal(run(repository({ 'src/a.test.ts': skipped })).status, 1)
})

test('a file that ends badly fails the run', () => {
  const { output, status } = run(repository({ 'src/a.test.ts': passing, 'src/b.test.ts': 'process.exit(3)' }))
  assert.equal(status, 1)
  assert.match(output, /✖ src\/b\.test\.ts\n {4}The process ended with 3/)
})

test('skipped tests are listed with their reason, and fail the run where none may be', () => {
  const folder = repository({ 'src/a.test.ts': `${passing}\n${skipped}\ntest.todo('it is to come')` })
  const lenient = run(folder)
  assert.equal(lenient.status, 0, lenient.output)
  assert.match(
    lenient.output,
    /Skipped:\n {2}src\/a\.test\.ts › it is skipped: there is no server\n.*it is to come: todo/,
  )
  const strict = run(folder, [], { RESEAL_TEST_NO_SKIP: '1' })
  assert.equal(strict.status, 1)
  assert.match(strict.output, /✖ 2 skipped, and RESEAL_TEST_NO_SKIP is set/)
})

test('arguments choose folders, files, parts of paths and names', () => {
  const folder = repository({
    'src/a/one.test.ts': passing,
    'src/b/two.test.ts': passing,
    'src/ab/three.test.ts': skipped,
  })
  for (const [args, files] of [
    [['src/a'], ['src/a/one']],
    [['src/b/two.test.ts'], ['src/b/two']],
    [['two'], ['src/b/two']],
    [
      ['src/a', 'two'],
      ['src/a/one', 'src/b/two'],
    ],
  ] as const) {
    const { output } = run(folder, [...args])
    assert.deepEqual(
      [...output.matchAll(/^✔ (.*)\.test\.ts /gm)].map((match) => match[1]),
      files,
    )
  }
  assert.equal(run(folder, ['nowhere']).status, 1)
  assert.match(run(folder, ['src/a', '-t', 'it passes']).output, /ℹ pass 1\n/)
  assert.equal(run(folder, ['-t', 'no test of this name']).status, 1)
})

test('a signal ends the run and the processes of its tests', async () => {
  const folder = repository({
    'src/a.test.ts':
      "test('it waits', async () => { console.log(process.pid); await new Promise((r) => setTimeout(r, 60_000)) })",
  })
  const child = spawn(process.execPath, [join(folder, 'scripts/test.ts')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let pid = 0
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (pid !== 0) return
    pid = Number(/^\d+$/m.exec(chunk)?.[0] ?? 0)
    if (pid !== 0) child.kill('SIGTERM')
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  assert.equal(code, 143)
  assert.notEqual(pid, 0)
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})
