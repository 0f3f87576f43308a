import { enableCompileCache } from 'node:module'

// Type stripping costs most of the start-up time; the cache makes the second start quick.
enableCompileCache()

const { createApp, SecretsError } = await import('./app.ts')
const { ConfigError, createLogger, loadConfig, loadSecrets } = await import('./config/index.ts')

try {
  const config = loadConfig()
  const logger = createLogger({ level: config.logLevel })
  const app = await createApp(config, await loadSecrets(config), logger)
  const { url } = await app.start()
  if (app.generated !== null) {
    const { login, password, apiKey } = app.generated
    console.error(`Made the account "${login}" (shown this once): password ${password}, API key ${apiKey}`)
  }
  console.log(`Reseal listens on ${url}`)

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    await app.stop()
    logger.flush()
    process.exit(0)
  }
  process.on('SIGTERM', (signal) => void stop(signal))
  process.on('SIGINT', (signal) => void stop(signal))
} catch (error) {
  // What an operator can mend is one sentence; anything else is a fault and shows where.
  const known = error instanceof ConfigError || error instanceof SecretsError
  console.error(known ? error.message : error)
  process.exit(1)
}
