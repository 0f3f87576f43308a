import { type Caller, type Clock, ServiceError } from '../../core/index.ts'
import {
  type Credentials,
  type DecodedRequest,
  decodeRequest,
  describe,
  encodeResponse,
  ProtocolError,
  type PropertySource,
  type ReturnCode,
} from '../../protocols/centralnic/index.ts'
import type { FrontEnd, HttpRequest } from '../front-end.ts'
import { createChainTexts } from './chain-texts.ts'
import type { CentralnicContext } from './command.ts'
import { commands } from './commands/index.ts'
import { openSession } from './commands/sessions.ts'
import { CommandError, refusalOf, refusalOfProtocol } from './errors.ts'

export type CentralnicOptions = Omit<CentralnicContext, 'chains'>

export function createCentralnicFrontend(options: CentralnicOptions): FrontEnd {
  const context: CentralnicContext = { ...options, chains: createChainTexts(options.reader) }
  return {
    name: 'centralnic',
    prefixes: ['/api/call', '/api/call.cgi'],
    handle: (request) => handle(context, request),
    // Before anything ran: no runtime is printed (reference section 1.5).
    renderError: (error) => answer(refusalOf(error)),
  }
}

async function handle(context: CentralnicContext, request: HttpRequest): Promise<Response> {
  const { clock } = context
  const started = clock.now()
  if (request.method !== 'GET' && request.method !== 'POST') {
    return answer({ code: 507, description: describe(507, 'GET or POST is expected') })
  }
  let decoded: DecodedRequest | undefined
  try {
    decoded = decodeRequest({ method: request.method, query: request.query, body: request.body })
    const properties = await execute(context, request, decoded)
    return answer({ code: 200, runtime: seconds(clock, started), queuetime: 0, ...(properties ? { properties } : {}) })
  } catch (error) {
    if (error instanceof ServiceError) {
      // A fault of ours belongs to the error boundary, which logs it; the answer is the same.
      if (error.kind === 'serverInternal') throw error
      return answer(refusalOf(error, decoded?.parameters))
    }
    if (error instanceof CommandError)
      return answer({ code: error.code, description: describe(error.code, error.reason) })
    if (error instanceof ProtocolError) return answer(refusalOfProtocol(error))
    throw error
  }
}

async function execute(
  context: CentralnicContext,
  request: HttpRequest,
  { auth, command: name, parameters }: DecodedRequest,
): Promise<PropertySource | undefined> {
  const caller = await authenticate(context, request, auth)
  request.identify(caller.login)
  // SDKs open a session with credentials and no command at all (reference section 1.4).
  if (name === null && auth.persistent) return await openSession(context, { caller, ...auth })
  if (name === null) throw new CommandError(507, 'COMMAND is missing')
  const command = commands.get(name.toLowerCase())
  if (command === undefined) throw new CommandError(500, printable(name))
  assertKnown(parameters.unknownNames(command.parameters))
  const { sessionId, newPassword } = auth
  return await command.run(context, { caller, parameters, sessionId, newPassword })
}

async function authenticate({ accounts }: CentralnicContext, request: HttpRequest, auth: Credentials): Promise<Caller> {
  const { sessionId, login, user, password } = auth
  const full = login === null ? undefined : user === null ? login : `${login}:${user}`
  if (sessionId !== null) {
    const session = await accounts.authenticateSession({ sessionId, ...(full === undefined ? {} : { login: full }) })
    return { ...session, requestId: request.id }
  }
  if (full === undefined || password === null) throw new ServiceError('unauthenticated', 'no credentials were given')
  const identity = await accounts.authenticate({ login: full, password, address: request.remoteAddress })
  return { ...identity, requestId: request.id }
}

/** `Invalid attribute name; LAST`: the first unknown one, in upper case (reference section 1.6). */
function assertKnown(unknown: readonly string[]): void {
  const [first] = unknown
  if (first !== undefined) throw new CommandError(503, printable(first))
}

function answer(response: {
  readonly code: ReturnCode
  readonly description?: string
  readonly runtime?: number
  readonly queuetime?: number
  readonly properties?: PropertySource
}): Response {
  // Every client gives up on any other HTTP status (reference section 1.2).
  return new Response(encodeResponse(response), {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function seconds(clock: Clock, started: number): number {
  return (clock.now() - started) / 1_000
}

function printable(name: string): string {
  return name.slice(0, 64).replace(/[^\x20-\x7e]/g, '?')
}
