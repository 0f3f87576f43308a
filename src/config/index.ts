/**
 * Settings: reads the environment (the only place that does), checks all of it, and gives one frozen value; keeps
 * secrets apart from it, wrapped. Also what the process writes to standard output: the logger. It decides nothing
 * that depends on data, and opens no socket.
 */
import { type Config, toConfig } from './config.ts'

export type { BootstrapAccount } from './bootstrap-accounts.ts'
export { type Config, type LogLevel, logLevels, type MailConfig, toConfig, type ValidationConfig } from './config.ts'
export { ConfigError } from './config-error.ts'
export type { DatabaseConfig } from './database.ts'
export { type Environment, type VariableName, variableNames } from './env.ts'
export { createLogger, type LoggerOptions, type ProcessLogger } from './logger.ts'
export { Secret } from './secret.ts'
export { loadSecrets, type Secrets } from './secrets.ts'

/** The settings of this process. Throws ConfigError. */
export function loadConfig(): Config {
  return toConfig(process.env)
}
