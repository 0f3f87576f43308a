import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './tools.ts'

// What a newcomer does, done by a machine: clone, `npm ci`, `npm start`, open /healthz, stop. The clone is of HEAD, so
// that a file which was never committed is missed here and not by the newcomer. It is done with npm 10 (the one that
// comes with Node.js 20 and 22), and the start a second time with the npm at hand, on the data that the first one left.
//
// By hand: `node run.cjs scripts/smoke.ts`. Needs git and the package registry; looks into /proc, so Linux only.

const START_MS = 60_000
const STOP_MS = 5_000

const clone = mkdtempSync(join(tmpdir(), 'reseal-smoke-'))
// The server may start helpers under another user, who has to reach the files.
chmodSync(clone, 0o755)
const data = mkdtempSync(join(tmpdir(), 'reseal-smoke-data-'))
/** A process group of each started npm: ended whatever happens. */
const groups: number[] = []

try {
  execFileSync('git', ['clone', '--quiet', root, clone], { stdio: 'inherit' })
  const node = systemNode()
  const npm10 = [node, npmTen()]
  runToEnd([...npm10, 'ci'])
  await startAndStop('npm 10', npm10)
  await startAndStop('npm', ['npm'])
} finally {
  for (const group of groups) killGroup(group)
  for (const folder of [clone, data]) rmSync(folder, { recursive: true, force: true })
}

/** The Node.js that a user's npm runs on: not the one this file runs on, and not one that npm put into PATH. */
function systemNode(): string {
  const candidates = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'node'))
  return candidates.find((path) => existsSync(path)) ?? process.execPath
}

/** Run by its file, since a signal sent to npx would end npx and not the npm behind it. */
function npmTen(): string {
  const path = execFileSync('npx', ['--yes', '--package=npm@10', '--call', 'command -v npm'], {
    encoding: 'utf8',
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const file = realpathSync(path.trim())
  const { version } = JSON.parse(readFileSync(join(file, '../../package.json'), 'utf8')) as { version: string }
  if (!version.startsWith('10.')) throw new Error(`This is npm ${version}, not 10`)
  return file
}

function runToEnd([program = '', ...args]: string[]): void {
  execFileSync(program, args, { cwd: clone, env: environment(), stdio: ['ignore', 'ignore', 'inherit'] })
}

async function startAndStop(name: string, [program = '', ...args]: string[]): Promise<void> {
  const begun = performance.now()
  const listen = `127.0.0.1:${await freePort()}`
  const npm = spawn(program, [...args, 'start'], {
    cwd: clone,
    detached: true,
    env: { ...environment(), RESEAL_LISTEN: listen, RESEAL_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = npm
  if (pid === undefined) throw new Error(`${name} did not start`)
  groups.push(pid)
  const output = { out: '', all: '' }
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.out += chunk
    output.all += chunk
  })
  npm.stderr.setEncoding('utf8').on('data', (chunk: string) => (output.all += chunk))
  const ended = new Promise<void>((resolve) => npm.on('close', () => resolve()))
  const demand = (condition: boolean, sentence: string) => {
    if (!condition) throw new Error(`${name} start: ${sentence}\n${output.all}`)
  }

  // 1. It answers, and says where.
  demand(await answers(`http://${listen}/healthz`, npm), `no 200 from /healthz within ${START_MS / 1000} s`)
  const started = performance.now()
  demand(output.out.includes(listen), `it does not print on standard output that it listens on ${listen}`)

  // 2. It runs on the Node.js of the project.
  const family = descendants(pid)
  const pinned = join(clone, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  demand(
    family.some((member) => programOf(member) === realpathSync(pinned)),
    `none of its processes runs ${pinned}: ${family.map((member) => programOf(member)).join(', ')}`,
  )

  // 3. SIGTERM to npm alone ends everything, in time.
  const stopping = performance.now()
  npm.kill('SIGTERM')
  const inTime = await Promise.race([ended.then(() => true), sleep(STOP_MS, false, { ref: false })])
  demand(inTime, `still there ${STOP_MS / 1000} s after SIGTERM`)
  const stopped = performance.now()
  const orphans = family.filter((member) => programOf(member) !== undefined)
  demand(orphans.length === 0 && !groupExists(pid), `left processes behind: ${orphans.join(', ')}`)
  demand(npm.exitCode === 0, `ended with exit code ${npm.exitCode}, signal ${npm.signalCode}: not a clean end`)
  demand(!(await accepts(listen)), `something still listens on ${listen}`)

  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
  console.log(`✔ ${name} start: up in ${seconds(begun, started)} s, down in ${seconds(stopping, stopped)} s`)
}

/** What this process and its npm know about this repository is not for the clone. */
function environment(): NodeJS.ProcessEnv {
  const foreign =
    /^(RESEAL_|npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|INIT_CWD$|NODE_(OPTIONS|TEST_CONTEXT|COMPILE_CACHE)$)/
  return Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => !foreign.test(name))
      .map(([name, value]) => [name, name === 'PATH' ? withoutModules(value ?? '') : value]),
  )
}

function withoutModules(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const status = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return true
    await sleep(100)
  }
  return false
}

async function accepts(listen: string): Promise<boolean> {
  return fetch(`http://${listen}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
    () => true,
    () => false,
  )
}

function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(Number(name)) }))
  const children = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...children(child.pid)])
  return [pid, ...children(pid)]
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in parentheses may hold anything, so what counts follows the last one.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return undefined
  }
}

/** The program a process runs, undefined when there is no such process. */
function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return undefined
  }
}

function groupExists(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Ended as it should.
  }
}
