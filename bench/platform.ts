import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The platform as `npm start` runs it, in a process of its own. */
export interface Platform {
  readonly port: number
  /** Processor time that it has used so far, all threads, user and system: microseconds. */
  cpu(): number
  /** Resident memory, bytes. */
  memory(): number
  stop(): Promise<void>
}

export interface BenchAccount {
  readonly login: string
  readonly password: string
}

export const accounts: readonly BenchAccount[] = Array.from({ length: 8 }, (_, index) => ({
  login: `bench${index}`,
  password: `bench-password-${index}`,
}))

/**
 * Starts the platform with a data folder and waits until it listens. Its log goes to a file at level info, as in
 * production; to a pipe, this process would have to read it. Not by way of run.cjs, for what is measured is the child
 * itself: it gets the Node and the options that run.cjs gave to this process.
 */
export async function startPlatform(options: {
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly nodeOptions?: readonly string[]
}): Promise<Platform> {
  const { dataDir, environment, nodeOptions = [] } = options
  const logFile = `${dataDir}.log`
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [...process.execArgv, ...nodeOptions, 'src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', log, log],
    env: { ...inherited(), ...environment, ...settings(dataDir) },
  })
  closeSync(log)
  let stopping = false
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void exited.then(() => {
    if (!stopping)
      process.stderr.write(`The platform ended by itself:\n${readFileSync(logFile, 'utf8').slice(-4_000)}\n`)
  })
  const port = await listeningPort(logFile, () => child.exitCode !== null)
  return {
    port,
    cpu: () => processorTime(child.pid as number),
    memory: () => residentMemory(child.pid as number),
    stop: async () => {
      stopping = true
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** A folder for everything that a run writes: on the disk of TMPDIR, for its fsync is part of what is measured. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

function settings(dataDir: string): Record<string, string> {
  return {
    RESEAL_DATA_DIR: dataDir,
    RESEAL_LISTEN: '127.0.0.1:0',
    RESEAL_PUBLIC_URL: 'http://ssl.reseal-bench.example',
    RESEAL_LOG_LEVEL: 'info',
    RESEAL_BOOTSTRAP_ACCOUNT: accounts
      .map(({ login, password }) => `${login}:${password}:${login}-api-key-1234`)
      .join(),
  }
}

/** What the caller's shell has set for a platform of its own must not reach this one. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('RESEAL_')))
}

async function listeningPort(logFile: string, hasExited: () => boolean): Promise<number> {
  for (let waited = 0; waited < 60_000 && !hasExited(); waited += 50) {
    const port = /Reseal listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(logFile, 'utf8'))?.[1]
    if (port !== undefined) return Number(port)
    await sleep(50)
  }
  throw new Error(`The platform did not start:\n${readFileSync(logFile, 'utf8')}`)
}

/** proc(5): fields 14 and 15 of stat, in ticks of 10 ms; the command before them stands in brackets. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
