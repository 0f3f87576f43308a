import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { until } from './client.ts'

export interface Platform {
  readonly url: string
  readonly login: string
  readonly password: string
  /** For files of the demo, beside the platform's; removed at the end. */
  readonly folder: string
  /** Stops it as a service manager would, and removes its data. */
  stop(): Promise<void>
}

const root = dirname(import.meta.dirname)

/** Starts the platform as `npm start` does, on a free port, with a fresh data folder and the laboratory's settings. */
export async function startPlatform(settings: Readonly<Record<string, string>>): Promise<Platform> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-demo-'))
  const listen = `127.0.0.1:${await freePort()}`
  const url = `http://${listen}`
  const [login, password] = ['demo', 'demo-password']
  const child = spawn(process.execPath, [join(root, 'run.cjs'), join(root, 'src/main.ts')], {
    cwd: folder,
    env: {
      ...withoutSettings(process.env),
      ...settings,
      RESEAL_LISTEN: listen,
      RESEAL_DATA_DIR: join(folder, 'data'),
      RESEAL_BOOTSTRAP_ACCOUNT: `${login}:${password}:demo-api-key`,
      RESEAL_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))

  const stop = async () => {
    if (isRunning(child)) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await until(`the platform at ${url}`, 30, async () => {
      if (!isRunning(child)) throw new Error(`the platform ended:\n${output}`)
      const ready = await fetch(`${url}/readyz`).catch(() => undefined)
      return ready?.status === 200 ? true : undefined
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { url, login, password, folder, stop }
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

/** The reader's own settings are not for the demo. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('RESEAL_')))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
