import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, describe, test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'reseal-run-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The Node.js that runs this test, and those a user may have: the launcher has to work with any from 20 on. */
const launchers = new Set(
  [
    process.execPath,
    ...(process.env['PATH'] ?? '')
      .split(delimiter)
      .filter((path) => !path.includes('node_modules'))
      .map((path) => join(path, 'node'))
      .filter((path) => existsSync(path)),
  ].map((path) => realpathSync(path)),
)

function program(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

for (const launcher of launchers) {
  const version = spawnSync(launcher, ['--version'], { encoding: 'utf8' }).stdout.trim()

  describe(`run.cjs started by Node.js ${version}`, () => {
    const run = join(root, 'run.cjs')

    test('runs Node.js 24 or newer, TypeScript included, and passes the arguments on', () => {
      const file = program('version.ts', 'console.log(process.versions.node, ...(process.argv.slice(2) as string[]))')
      const { stdout, stderr, status } = spawnSync(launcher, [run, file, 'one', '--two=3'], { encoding: 'utf8' })
      const [node = '', ...rest] = stdout.trim().split(' ')
      assert.ok(Number(node.split('.')[0]) >= 24, `it ran ${node}`)
      assert.deepEqual(rest, ['one', '--two=3'])
      assert.equal(stderr, '')
      assert.equal(status, 0)
    })

    test('passes exit codes', () => {
      for (const code of [0, 1, 42]) {
        const file = program('exit.ts', 'process.exitCode = Number(process.argv[2])')
        assert.equal(spawnSync(launcher, [run, file, String(code)]).status, code)
      }
    })

    test('passes the end by a signal', () => {
      const file = program('signal.ts', "process.kill(process.pid, 'SIGKILL')")
      assert.equal(spawnSync(launcher, [run, file]).signal, 'SIGKILL')
    })

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      test(`forwards ${signal} and waits for the program to finish`, async () => {
        const file = program(
          'wait.ts',
          `setInterval(() => {}, 1000)
          process.on('${signal}', () => setTimeout(() => { console.log('finished'); process.exit(7) }, 100))
          console.log('ready')`,
        )
        const child = spawn(launcher, [run, file], { stdio: ['ignore', 'pipe', 'inherit'] })
        let output = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          output += chunk
          if (chunk.includes('ready')) child.kill(signal)
        })
        const code = await new Promise((resolve) => child.on('close', resolve))
        assert.equal(output, 'ready\nfinished\n')
        assert.equal(code, 7)
      })
    }

    test('without the pinned Node.js runs itself from 24 on, and says what is missing below', () => {
      copyFileSync(run, join(folder, 'run.cjs'))
      const file = program('hello.ts', "console.log('hello' as string)")
      const { stdout, stderr, status } = spawnSync(launcher, [join(folder, 'run.cjs'), file], { encoding: 'utf8' })
      if (Number(version.slice(1).split('.')[0]) >= 24) {
        assert.equal(stdout, 'hello\n')
      } else {
        assert.equal(status, 1)
        assert.match(stderr, /^Reseal needs Node\.js 24 or newer here.*"npm ci"/)
      }
    })
  })
}
