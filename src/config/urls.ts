import { ConfigError } from './config-error.ts'
import type { VariableName } from './env.ts'
import { Secret } from './secret.ts'

/**
 * The base of links: http or https, maybe with a path, nothing after it. Without `/` at the end. The value is not
 * printed: someone may have put a password into it, which is what is refused.
 */
export function baseUrl(name: VariableName, value: string): string {
  const url = parseUrl(value)
  const good =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    !/[?#]/.test(value)
  if (!good) {
    throw new ConfigError(name, `${name} must be an http:// or https:// URL without user, query and fragment.`)
  }
  return url.href.replace(/\/+$/, '')
}

/** `smtp://[user:password@]host[:port]` or `smtps://…`; it holds a password, so it is kept and printed as a secret. */
export function smtpUrl(name: VariableName, value: string | undefined): Secret | null {
  if (value === undefined) return null
  const url = parseUrl(value)
  const good = url !== undefined && (url.protocol === 'smtp:' || url.protocol === 'smtps:') && url.hostname !== ''
  if (!good) throw new ConfigError(name, `${name} must be a URL like smtp://user:password@mail.example.com:587.`)
  return new Secret(value)
}

export function parseUrl(value: string): URL | undefined {
  return /\s/.test(value) || !URL.canParse(value) ? undefined : new URL(value)
}
