import { ConfigError } from './config-error.ts'

/** Every variable that is read: the table of PRODUCT.md, "How it runs", and nothing else. */
export const variableNames = [
  'RESEAL_LISTEN',
  'RESEAL_PUBLIC_URL',
  'RESEAL_PKI_URL',
  'RESEAL_TLS_CERT',
  'RESEAL_TLS_KEY',
  'RESEAL_TRUST_PROXY',
  'RESEAL_DATA_DIR',
  'RESEAL_DATABASE_URL',
  'RESEAL_BOOTSTRAP_ACCOUNT',
  'RESEAL_CA_PASSPHRASE',
  'RESEAL_CAA_IDENTITIES',
  'RESEAL_RENEWAL_WINDOW_DAYS',
  'RESEAL_DNS_SERVERS',
  'RESEAL_DCV_HTTP_PORT',
  'RESEAL_DCV_HTTPS_PORT',
  'RESEAL_DCV_ALLOW_PRIVATE',
  'RESEAL_DCV_CNAME_HOST',
  'RESEAL_MAIL_FROM',
  'RESEAL_SMTP_URL',
  'RESEAL_LOG_LEVEL',
] as const

export type VariableName = (typeof variableNames)[number]

export type Environment = Readonly<Record<string, string | undefined>>

/** The variables that are set. An empty one counts as not set, as `RESEAL_SMTP_URL=` in an environment file means. */
export type Settings = Readonly<Partial<Record<VariableName, string>>>

/** Throws ConfigError for a `RESEAL_` name that is not in the table: a typing error must not pass as a default. */
export function readSettings(env: Environment): Settings {
  const settings: Partial<Record<VariableName, string>> = {}
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('RESEAL_') || name.startsWith('RESEAL_TEST_')) continue
    if (!isVariable(name)) throw new ConfigError(name, `${name} is not a setting of Reseal${suggestion(name)}.`)
    if (value !== undefined && value !== '') settings[name] = value
  }
  return settings
}

function isVariable(name: string): name is VariableName {
  return (variableNames as readonly string[]).includes(name)
}

/** The one known name that has the same words, however they are joined or ended. */
function suggestion(name: string): string {
  const bare = (text: string) => text.replaceAll('_', '').replace(/S$/, '')
  const meant = variableNames.find((known) => bare(known) === bare(name))
  return meant === undefined ? '' : ` (did you mean ${meant}?)`
}
