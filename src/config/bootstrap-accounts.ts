import { ConfigError } from './config-error.ts'
import { Secret } from './secret.ts'

export interface BootstrapAccount {
  readonly login: string
  readonly password: Secret
  readonly apiKey: Secret
}

/** `login:password:apikey`, several separated by commas. Messages name the entry by its place, never its content. */
export function parseBootstrapAccounts(value: string | undefined): readonly BootstrapAccount[] {
  if (value === undefined) return []
  const accounts = value.split(',').map(parseEntry)
  accounts.forEach((account, index) => {
    const earlier = accounts.slice(0, index)
    if (earlier.some(({ login }) => login === account.login)) throw error(index, 'has the login of another')
    if (earlier.some(({ apiKey }) => apiKey.reveal() === account.apiKey.reveal())) {
      throw error(index, 'has the API key of another')
    }
  })
  return accounts
}

function parseEntry(entry: string, index: number): BootstrapAccount {
  const [login, password, apiKey, ...more] = entry.split(':')
  if (!login || !password || !apiKey || more.length > 0) {
    throw error(index, "must be login:password:apikey, with no ':' or ',' inside")
  }
  if (!loginPattern.test(login))
    throw error(index, 'has a login with other characters than letters, digits and . _ @ -')
  // What a client cannot send in a header or a form line could never log in.
  if (!secretPattern.test(password)) throw error(index, 'has a password with blanks at its ends or control characters')
  if (!apiKeyPattern.test(apiKey)) throw error(index, 'has an API key with other characters than printable ASCII')
  return { login, password: new Secret(password), apiKey: new Secret(apiKey) }
}

function error(index: number, fault: string): ConfigError {
  return new ConfigError('RESEAL_BOOTSTRAP_ACCOUNT', `RESEAL_BOOTSTRAP_ACCOUNT entry ${index + 1} ${fault}.`)
}

const loginPattern = /^[A-Za-z0-9._@-]{1,64}$/
const secretPattern = /^(?!\s)[^\p{Cc}]{1,256}(?<!\s)$/u
const apiKeyPattern = /^[\x21-\x7e]{1,256}$/
