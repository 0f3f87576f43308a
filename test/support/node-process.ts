import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The platform as a process of its own, which a test may kill. */
export interface NodeProcess {
  readonly url: () => string
  readonly output: () => string
  start(): Promise<void>
  /** SIGKILL: nothing of the process runs after this. */
  kill(): Promise<void>
  /** SIGTERM, as an operator stops it; returns the exit code. */
  stop(): Promise<number | null>
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export function nodeProcess(environment: Readonly<Record<string, string>>): NodeProcess {
  let child: ChildProcess | undefined
  let url = ''
  let output = ''

  return {
    url: () => url,
    output: () => output,
    async start() {
      const env = { PATH: process.env['PATH'] ?? '', ...environment }
      const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env, stdio: 'pipe' })
      child = started
      output = ''
      const listening = Promise.withResolvers<void>()
      const read = (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-100_000)
        const [, found] = /Reseal listens on (\S+)/.exec(output) ?? []
        if (found === undefined) return
        url = found
        listening.resolve()
      }
      started.stdout.on('data', read)
      started.stderr.on('data', read)
      started.once('exit', (code) => listening.reject(new Error(`the platform ended with ${code}: ${output}`)))
      await listening.promise
    },
    async kill() {
      if (child === undefined || child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async stop() {
      if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
      child.kill('SIGTERM')
      await once(child, 'exit')
      return child.exitCode
    },
  }
}
