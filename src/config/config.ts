import { join, resolve } from 'node:path'
import { type BootstrapAccount, parseBootstrapAccounts } from './bootstrap-accounts.ts'
import { ConfigError } from './config-error.ts'
import { type Environment, readSettings, type Settings } from './env.ts'
import {
  isAddress,
  isLoopback,
  type ListenAddress,
  parseListen,
  parsePort,
  parseServers,
  type Server,
} from './network.ts'
import { parseFlag, parseHostName, parseHostNames, parseInteger, parseMailAddress } from './parse.ts'
import { Secret } from './secret.ts'
import { databaseOf, type DatabaseConfig } from './database.ts'
import { baseUrl, smtpUrl } from './urls.ts'

/** Every setting, checked: a value of this type is one that the platform can start with. Frozen, secrets wrapped. */
export interface Config {
  readonly listen: ListenAddress
  /** Without `/` at the end. */
  readonly publicUrl: string
  /** The public URL's host name, without port; an IPv6 address in brackets. */
  readonly publicHost: string
  /** `http://…`, without `/` at the end. */
  readonly pkiUrl: string
  /** Paths of PEM files; null serves plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  readonly trustProxy: boolean
  /** Absolute. */
  readonly dataDir: string
  readonly database: DatabaseConfig
  readonly bootstrapAccounts: readonly BootstrapAccount[]
  /** Null on SQLite only: the passphrase is then a file in the data folder (`loadSecrets`). */
  readonly caPassphrase: Secret | null
  readonly caaIdentities: readonly string[]
  readonly renewalWindowDays: number
  readonly validation: ValidationConfig
  readonly mail: MailConfig
  readonly logLevel: LogLevel
}

export interface ValidationConfig {
  /** Empty: the system's. */
  readonly dnsServers: readonly Server[]
  readonly httpPort: number
  readonly httpsPort: number
  readonly allowPrivate: boolean
  readonly cnameHost: string
}

export interface MailConfig {
  readonly from: string
  /** Null: mails are files in `directory`. */
  readonly smtpUrl: Secret | null
  readonly directory: string
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Reads no file and opens nothing. Throws ConfigError, one sentence with the variable's name. */
export function toConfig(env: Environment): Config {
  const settings = readSettings(env)
  const listen = parseListen(settings.RESEAL_LISTEN ?? '127.0.0.1:8080')
  const tls = tlsOf(settings)
  const trustProxy = parseFlag('RESEAL_TRUST_PROXY', settings.RESEAL_TRUST_PROXY)
  if (!isLoopback(listen.host) && tls === null && !trustProxy) {
    throw new ConfigError(
      'RESEAL_LISTEN',
      `RESEAL_LISTEN is ${listen.host}, which others can reach: set RESEAL_TLS_CERT and RESEAL_TLS_KEY, or RESEAL_TRUST_PROXY=1 behind a proxy that speaks TLS.`,
    )
  }
  const publicUrl = baseUrl('RESEAL_PUBLIC_URL', settings.RESEAL_PUBLIC_URL ?? `http://${hostPort(listen)}`)
  const publicHost = new URL(publicUrl).hostname
  const dataDir = resolve(settings.RESEAL_DATA_DIR ?? './data')
  const database = databaseOf(settings.RESEAL_DATABASE_URL, dataDir)
  if (database.kind === 'postgres' && settings.RESEAL_CA_PASSPHRASE === undefined) {
    throw new ConfigError(
      'RESEAL_CA_PASSPHRASE',
      'RESEAL_CA_PASSPHRASE must be set with PostgreSQL, to the same value on every node.',
    )
  }

  return deepFreeze({
    listen,
    publicUrl,
    publicHost,
    pkiUrl: pkiUrlOf(settings, publicUrl),
    tls,
    trustProxy,
    dataDir,
    database,
    bootstrapAccounts: parseBootstrapAccounts(settings.RESEAL_BOOTSTRAP_ACCOUNT),
    caPassphrase: settings.RESEAL_CA_PASSPHRASE === undefined ? null : new Secret(settings.RESEAL_CA_PASSPHRASE),
    caaIdentities: parseHostNames('RESEAL_CAA_IDENTITIES', settings.RESEAL_CAA_IDENTITIES) ?? [publicHost],
    renewalWindowDays: parseInteger('RESEAL_RENEWAL_WINDOW_DAYS', settings.RESEAL_RENEWAL_WINDOW_DAYS, 30, 0, 366),
    validation: {
      dnsServers: parseServers('RESEAL_DNS_SERVERS', settings.RESEAL_DNS_SERVERS),
      httpPort: parsePort('RESEAL_DCV_HTTP_PORT', settings.RESEAL_DCV_HTTP_PORT, 80),
      httpsPort: parsePort('RESEAL_DCV_HTTPS_PORT', settings.RESEAL_DCV_HTTPS_PORT, 443),
      allowPrivate: parseFlag('RESEAL_DCV_ALLOW_PRIVATE', settings.RESEAL_DCV_ALLOW_PRIVATE),
      cnameHost: cnameHostOf(settings, publicHost),
    },
    mail: {
      from: parseMailAddress('RESEAL_MAIL_FROM', settings.RESEAL_MAIL_FROM) ?? `reseal@${publicHost}`,
      smtpUrl: smtpUrl('RESEAL_SMTP_URL', settings.RESEAL_SMTP_URL),
      directory: join(dataDir, 'mail'),
    },
    logLevel: logLevelOf(settings),
  })
}

function tlsOf(settings: Settings): Config['tls'] {
  const { RESEAL_TLS_CERT: cert, RESEAL_TLS_KEY: key } = settings
  if (cert !== undefined && key !== undefined) return { certFile: resolve(cert), keyFile: resolve(key) }
  if (cert === undefined && key === undefined) return null
  const missing = cert === undefined ? 'RESEAL_TLS_CERT' : 'RESEAL_TLS_KEY'
  const present = cert === undefined ? 'RESEAL_TLS_KEY' : 'RESEAL_TLS_CERT'
  throw new ConfigError(missing, `${missing} must be set because ${present} is: HTTPS needs both files.`)
}

/** CRL, OCSP and AIA URLs are plain HTTP: a client that checks a certificate must not need another one for it. */
function pkiUrlOf(settings: Settings, publicUrl: string): string {
  const given = settings.RESEAL_PKI_URL
  if (given === undefined) return publicUrl.replace(/^https:/, 'http:')
  const url = baseUrl('RESEAL_PKI_URL', given)
  if (!url.startsWith('http://')) throw new ConfigError('RESEAL_PKI_URL', 'RESEAL_PKI_URL must begin with http://.')
  return url
}

function cnameHostOf(settings: Settings, publicHost: string): string {
  const given = settings.RESEAL_DCV_CNAME_HOST
  if (given !== undefined) return parseHostName('RESEAL_DCV_CNAME_HOST', given)
  return isAddress(publicHost) ? 'dcv.reseal.test' : `dcv.${publicHost}`
}

function logLevelOf(settings: Settings): LogLevel {
  const given = settings.RESEAL_LOG_LEVEL ?? 'info'
  const level = logLevels.find((known) => known === given)
  if (level === undefined) {
    throw new ConfigError('RESEAL_LOG_LEVEL', `RESEAL_LOG_LEVEL must be one of ${logLevels.join(', ')}.`)
  }
  return level
}

function hostPort(listen: ListenAddress): string {
  return `${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}
