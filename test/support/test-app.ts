import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp, type Overrides } from '../../src/app.ts'
import { createLogger, loadSecrets, toConfig } from '../../src/config/index.ts'
import { type DecodedResponse, decodeResponse, encodeRequest } from '../../src/protocols/centralnic/index.ts'

export interface TestAppOptions extends Overrides {
  /** More settings, as in the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** A folder of an earlier app, to start again on; it is then the caller's to remove. */
  readonly dataDir?: string
  /** Without listener and workers. */
  readonly idle?: boolean
}

export interface TestApp extends App {
  readonly url: string
  readonly dataDir: string
  /** One call of the CentralNic API as account `alice`, or another. */
  call(command: string, parameters?: CallParameters, account?: TestAccount): Promise<DecodedResponse>
  /** Waits until `check` gives a value; fails after ten seconds. */
  eventually<T>(check: () => Promise<T | undefined>): Promise<T>
  close(): Promise<void>
}

export type CallParameters = Readonly<Record<string, string | readonly string[]>>

export interface TestAccount {
  readonly login: string
  readonly password: string
}

export const alice: TestAccount = { login: 'alice', password: 'alice-password' }
export const bob: TestAccount = { login: 'bob', password: 'bob-password' }

/** The platform as production builds it, on a free port and a fresh folder: the same door, with overrides. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { env, dataDir: given, idle = false, ...overrides } = options
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'reseal-test-')))
  const config = toConfig({
    RESEAL_LISTEN: '127.0.0.1:0',
    RESEAL_PUBLIC_URL: 'http://ssl.reseal-test.example',
    RESEAL_DATA_DIR: dataDir,
    RESEAL_LOG_LEVEL: 'silent',
    RESEAL_BOOTSTRAP_ACCOUNT: `${alice.login}:${alice.password}:alice-api-key-1234,${bob.login}:${bob.password}:bob-api-key-12345`,
    ...env,
  })
  const logger = createLogger({ level: config.logLevel })
  const app = await createApp(config, await loadSecrets(config), logger, overrides)
  const url = idle ? '' : (await app.start()).url

  return {
    ...app,
    url,
    dataDir,
    async call(command, parameters = {}, account = alice) {
      const body = encodeRequest({ auth: account, command, parameters }, 'block')
      const response = await fetch(`${url}/api/call`, { method: 'POST', body })
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
      return decodeResponse(await response.text())
    },
    async eventually(check) {
      const deadline = performance.now() + 10_000
      for (;;) {
        const value = await check()
        if (value !== undefined) return value
        if (performance.now() > deadline) throw new Error('it did not happen within ten seconds')
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    async close() {
      await app.stop()
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
