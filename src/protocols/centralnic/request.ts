import { parseCommandBlock } from './command-block.ts'
import { type Field, MAX_PARAMETERS, parseForm } from './form.ts'
import { CommandParameters } from './parameters.ts'
import { ProtocolError } from './protocol-error.ts'
import { trimBlanks } from './text.ts'

export interface RequestInput {
  readonly method: 'GET' | 'POST'
  /** As in the request line, with or without the question mark. */
  readonly query: string
  /** Of a POST; ignored with GET, where some clients send a content type but no body. */
  readonly body: Buffer | string
}

export interface DecodedRequest {
  readonly auth: Credentials
  /** As spelled by the client. Null: none was sent, which together with `persistent` opens a session (reference 1.4). */
  readonly command: string | null
  /** SUBUSER, or HEXONET's `s_user`: appended to any command by the SDKs, so never a parameter (reference 1.3). */
  readonly subuser: string | null
  readonly parameters: CommandParameters
}

/** What was sent to prove who calls; null where it was not. */
export interface Credentials {
  /** The account: `s_login` up to its colon. */
  readonly login: string | null
  /** The user of `account:user` (HEXONET: `account!role`). */
  readonly user: string | null
  readonly password: string | null
  /** StartSession only. */
  readonly newPassword: string | null
  readonly sessionId: string | null
  /** Asks for a session. */
  readonly persistent: boolean
  /** Upper case; `OTE` selects the sandbox. */
  readonly opmode: string | null
}

/**
 * Decodes a call in any layout (reference 1.2): a block in `s_command`, flat fields, or both, of the query and of a POST's
 * body. Each name may come once, or again with the same value. Empty is the same as not given. Unknown `s_*` fields are
 * ignored. Throws ProtocolError and nothing else. The size of the body is the listener's to limit.
 */
export function decodeRequest(input: RequestInput): DecodedRequest {
  const { outer, entries } = sortFields(collectFields(input))
  const command = entries.get('COMMAND') ?? null
  entries.delete('COMMAND')
  const take = (...names: string[]) => takeOne(outer, entries, names)
  // Elsewhere LOGIN and PASSWORD are parameters like others: of a command that has them, or unknown.
  const startsSession = command === null || command.toUpperCase() === 'STARTSESSION'
  const login = take('S_LOGIN', ...(startsSession ? ['LOGIN'] : []))
  const separator = login === null ? -1 : login.search(/[:!]/)
  const auth: Credentials = {
    login: login === null || separator === -1 ? login : login.slice(0, separator) || null,
    user: login === null || separator === -1 ? null : login.slice(separator + 1) || null,
    password: take('S_PW', ...(startsSession ? ['PASSWORD'] : [])),
    newPassword: startsSession ? take('NEWPASSWORD') : null,
    sessionId: take('S_SESSIONID', 'S_SESSION'),
    persistent: take('PERSISTENT') === '1',
    opmode: take('S_OPMODE')?.toUpperCase() ?? opmodeOfEntity(take('S_ENTITY')),
  }
  const subuser = take('SUBUSER', 'S_USER')
  return { auth, command, subuser, parameters: new CommandParameters(entries) }
}

function collectFields({ method, query, body }: RequestInput): Field[] {
  const form = parseForm(query.startsWith('?') ? query.slice(1) : query, 'query')
  if (method === 'POST') form.push(...parseForm(body, 'body'))
  const fields = form.flatMap((field) => (field.name === 'S_COMMAND' ? parseCommandBlock(field.value) : field))
  if (fields.length > MAX_PARAMETERS) throw new ProtocolError('tooLarge', `more than ${MAX_PARAMETERS} parameters`)
  return fields
}

const PASSWORDS = new Set(['S_PW', 'PASSWORD', 'NEWPASSWORD'])

/** The socket's own fields (`s_*`, PERSISTENT, SUBUSER) apart from the command's, wherever they stood. */
function sortFields(fields: readonly Field[]): { outer: Map<string, string>; entries: Map<string, string> } {
  const outer = new Map<string, string>()
  const entries = new Map<string, string>()
  for (const { name, value: raw } of fields) {
    // Blanks at the ends mean nothing (reference 1.2, row 7), except in a password that stands in a field of its own.
    const value = PASSWORDS.has(name) ? raw : trimBlanks(raw)
    if (value === '') continue
    const isOuter = name.startsWith('S_') || name === 'PERSISTENT' || name === 'SUBUSER'
    const target = isOuter ? outer : entries
    const known = target.get(name)
    if (known !== undefined && known !== value) throw duplicate(name)
    target.set(name, value)
  }
  return { outer, entries }
}

/** The value of the one of several names for the same thing that was sent; the others may only agree. */
function takeOne(outer: Map<string, string>, entries: Map<string, string>, names: readonly string[]): string | null {
  let found: string | null = null
  for (const name of names) {
    const value = outer.get(name) ?? entries.get(name)
    entries.delete(name)
    if (value === undefined) continue
    if (found !== null && found !== value) throw duplicate(name)
    found = value
  }
  return found
}

/** HEXONET: 1234 is the sandbox, 54cd the live system (reference 1.3). */
function opmodeOfEntity(entity: string | null): string | null {
  return entity === '1234' ? 'OTE' : null
}

function duplicate(name: string): ProtocolError {
  return new ProtocolError('duplicate', `${name} is given twice with different values`, name)
}
