import { resolve } from 'node:path'
import { ConfigError } from './config-error.ts'
import { Secret } from './secret.ts'
import { parseUrl } from './urls.ts'

export type DatabaseConfig =
  /** Absolute. */
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: Secret }

/** `sqlite:` in the data folder, `sqlite:<file>` seen from there, or `postgres://…`. */
export function databaseOf(value: string | undefined, dataDir: string): DatabaseConfig {
  const given = value ?? 'sqlite:'
  if (/^postgres(ql)?:\/\//.test(given)) {
    // `user@/database?host=/run/postgresql` is a socket's URL, which the WHATWG's grammar does not know.
    const url = parseUrl(given.replace(/^(postgres(?:ql)?:\/\/[^/@?#]*@)\//, '$1localhost/'))
    if (url === undefined || url.pathname.length < 2) throw malformed()
    return { kind: 'postgres', url: new Secret(given) }
  }
  const [, file] = /^sqlite:(.*)$/.exec(given) ?? []
  // What begins with `:` or `//` has a meaning elsewhere (`:memory:`, a host) that is not kept here.
  if (file === undefined || /^(:|\/\/)|[?#]/.test(file)) throw malformed()
  return { kind: 'sqlite', file: resolve(dataDir, file === '' ? 'reseal.db' : file) }
}

function malformed(): ConfigError {
  return new ConfigError(
    'RESEAL_DATABASE_URL',
    'RESEAL_DATABASE_URL must be sqlite: or a URL like postgres://user:password@host:5432/database.',
  )
}
