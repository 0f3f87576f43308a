import { ProtocolError } from './protocol-error.ts'
import { trimBlanks } from './text.ts'

export interface RequestToEncode {
  /** The fields outside the command, as far as there are any. */
  readonly auth?: {
    readonly login?: string
    readonly user?: string
    readonly password?: string
    readonly sessionId?: string
    readonly persistent?: boolean
    readonly opmode?: string
  }
  readonly command?: string
  /** A text stands alone, an array is a family from index 0: `{ class: 'ssl123dv', csr: ['-----BEGIN…', …] }`. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>
}

/**
 * The query or the body of a call, percent-encoded: `block` puts the command into `s_command` as the SDKs do (layout A),
 * `headed` adds `[COMMAND]` and `EOF` (layout A'), `flat` sends each parameter as a field (layout B) (reference 1.2).
 * Throws ProtocolError 'malformed' for a value that a block cannot carry: one of several lines.
 */
export function encodeRequest(request: RequestToEncode, layout: 'block' | 'headed' | 'flat' = 'block'): string {
  const fields = authFields(request)
  const lines = commandLines(request)
  if (layout === 'flat') fields.push(...lines)
  else if (lines.length > 0) {
    const block = lines.map(([name, value]) => `${name}=${singleLine(name, value)}`)
    if (layout === 'headed') block.splice(0, block.length, '[COMMAND]', ...block, 'EOF')
    fields.push(['s_command', block.join('\n')])
  }
  return fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

type Pair = [name: string, value: string]

function authFields({ auth = {} }: RequestToEncode): Pair[] {
  const { login, user, password, sessionId, persistent, opmode } = auth
  const fields: Pair[] = []
  if (opmode !== undefined) fields.push(['s_opmode', opmode])
  if (login !== undefined) fields.push(['s_login', user === undefined ? login : `${login}:${user}`])
  if (password !== undefined) fields.push(['s_pw', password])
  if (sessionId !== undefined) fields.push(['s_sessionid', sessionId])
  if (persistent === true) fields.push(['persistent', '1'])
  return fields
}

function commandLines({ command, parameters = {} }: RequestToEncode): Pair[] {
  const lines: Pair[] = command === undefined ? [] : [['COMMAND', command]]
  for (const [key, value] of Object.entries(parameters)) {
    const name = key.toUpperCase()
    if (typeof value === 'string') lines.push([name, value])
    else value.forEach((item, index) => lines.push([`${name}${index}`, item]))
  }
  return lines
}

function singleLine(name: string, value: string): string {
  const text = trimBlanks(value)
  if (/[\r\n]/.test(text)) throw new ProtocolError('malformed', `${name} has several lines: send one per index`, name)
  return text
}
