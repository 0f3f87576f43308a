import { enableCompileCache } from 'node:module'
import { existsSync } from 'node:fs'

// Type stripping costs most of the start-up time; the cache makes the second start quick.
enableCompileCache()

const { CommanderError } = await import('commander')
const { createApp, SecretsError } = await import('../app.ts')
const { ConfigError, createLogger, loadConfig, loadSecrets } = await import('../config/index.ts')
const { ServiceError } = await import('../core/index.ts')
const { createProgram } = await import('./program.ts')
const { OperatorError } = await import('./operator.ts')

const program = createProgram({
  print: (line) => console.log(line),
  async open(work) {
    const config = loadConfig()
    const { database, logLevel } = config
    // Commands change a platform that is there: a wrong folder must not become a second one, with a CA of its own.
    if (database.kind === 'sqlite' && !existsSync(database.file)) {
      throw new OperatorError(
        `There is no database ${database.file}: start the platform first, or set RESEAL_DATA_DIR.`,
      )
    }
    // Standard output is the command's; what the platform has to say goes beside it.
    const level = logLevel === 'debug' || logLevel === 'info' ? 'warn' : logLevel
    const app = await createApp(config, await loadSecrets(config), createLogger({ level, destination: process.stderr }))
    try {
      if (app.generated !== null) {
        const { login, password, apiKey } = app.generated
        console.error(`Made the account "${login}" (shown this once): password ${password}, API key ${apiKey}`)
      }
      await work(app)
    } finally {
      await app.stop()
    }
  },
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

/** 0 done, 1 refused, 2 wrong command line or settings, 3 a fault of ours; says why where nobody has said it yet. */
function exitCodeOf(error: unknown): number {
  // Commander has printed its sentence, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof OperatorError || error instanceof ServiceError) {
    console.error(error instanceof ServiceError ? sentence(error.detail) : error.message)
    return error instanceof ServiceError && error.kind === 'serverInternal' ? 3 : 1
  }
  if (error instanceof ConfigError || error instanceof SecretsError) {
    console.error(error.message)
    return 2
  }
  console.error(error)
  return 3
}

function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1)
  return text.endsWith('.') ? text : `${text}.`
}
