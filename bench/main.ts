import { cp } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Lab, startLab } from '../lab/index.ts'
import { type BenchOrder, makeOrders } from './orders.ts'
import { type Platform, startPlatform, temporaryFolder } from './platform.ts'
import { formatProfile, profiling } from './profile.ts'
import { type Library, measureReads, type ReadResult } from './read.ts'
import { measureReissues, type ReissueResult } from './reissue.ts'
import { formatReport } from './report.ts'
import { seed } from './seed.ts'
import { decimal } from './table.ts'

// `npm run bench`: what one platform process does on this machine, beside the least that it could cost (README.md).

const { values: flags } = parseArgs({
  options: {
    /** 10⁴ certificates only, three seconds a point. */
    quick: { type: 'boolean', default: false },
    /** P-256 reissues by 64 clients alone, and where the time goes. */
    profile: { type: 'boolean', default: false },
  },
})
const seconds = flags.quick ? 3 : 6
const sizes = flags.quick ? [10_000] : [10_000, 1_000_000]
const say = (line: string) => void process.stdout.write(`${line}\n`)

say(`${cpus().length} cores (${cpus()[0]?.model ?? '?'}), Node ${process.versions.node}, ${loadNow()}`)
const folder = await temporaryFolder()
const lab = await startLab()
const running = new Set<Platform>()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(130)))
try {
  // 1. A platform with a few hundred orders, made as customers make them; then two copies of its data.
  const base = join(folder.path, 'base')
  const orders = await prepare(base, lab)
  for (const size of sizes) await cp(base, join(folder.path, String(size)), { recursive: true })

  if (flags.profile) await profile(base, orders)
  else {
    // 2. Reissues, each kind of key beside its bare limit.
    const reissues = await reissue(base, orders)
    // 3. Reads, with few and with many certificates stored; 4. what that takes in memory.
    const { reads, memory } = await read()
    say(`\n${formatReport({ reissues, reads, memory })}\n\n${loadNow()} at the end`)
  }
} finally {
  await end()
}

async function end(): Promise<void> {
  await Promise.all([...running].map((platform) => platform.stop()))
  await lab.close()
  await folder.remove()
}

async function start(dataDir: string, nodeOptions: readonly string[] = []): Promise<Platform> {
  const platform = await startPlatform({ dataDir, environment: lab.environment, nodeOptions })
  running.add(platform)
  return { ...platform, stop: () => platform.stop().finally(() => running.delete(platform)) }
}

async function prepare(dataDir: string, { dns }: Lab): Promise<readonly BenchOrder[]> {
  say(`making 400 orders, their names proven by the laboratory's DNS on port ${dns.port} …`)
  const platform = await start(dataDir)
  const orders = await makeOrders(platform.port, lab, 400)
  await platform.stop()
  return orders
}

async function reissue(dataDir: string, orders: readonly BenchOrder[]): Promise<readonly ReissueResult[]> {
  const platform = await start(dataDir)
  const results: ReissueResult[] = []
  for (const kind of ['P-256', 'RSA-2048'] as const) {
    say(`reissuing with ${kind} …`)
    const clients = [1, 8, 64]
    results.push(await measureReissues({ kind, clients, seconds, platform, orders, folder: folder.path }))
  }
  await platform.stop()
  return results
}

async function read() {
  const libraries: Library[] = []
  for (const size of sizes) {
    const dataDir = join(folder.path, String(size))
    const begun = performance.now()
    const sample = seed(dataDir, size)
    libraries.push({ size, sample, platform: await start(dataDir) })
    say(`${size} certificates stored in ${decimal((performance.now() - begun) / 1_000)} s`)
  }
  const reads: ReadResult[] = []
  for (const command of ['StatusCertificate', 'QueryEventList'] as const) {
    say(`reading with ${command} …`)
    reads.push(...(await measureReads(command, libraries, seconds)))
  }
  const memory = libraries.map(({ size, platform }) => ({ size, bytes: platform.memory() }))
  for (const { platform } of libraries) await platform.stop()
  return { reads, memory }
}

async function profile(dataDir: string, orders: readonly BenchOrder[]): Promise<void> {
  const platform = await start(dataDir, profiling(folder.path))
  const options = { kind: 'P-256', clients: [64], seconds: 8, platform, orders, folder: folder.path } as const
  const result = await measureReissues(options)
  await platform.stop()
  const requests = result.points.reduce((sum, { load }) => sum + load.requests, 0) + result.warmUp.requests
  say(`${formatReport({ reissues: [result], reads: [], memory: [] })}\n\n${formatProfile(folder.path, requests)}`)
}

function loadNow(): string {
  return `load average ${decimal(loadavg()[0] ?? 0)}`
}
