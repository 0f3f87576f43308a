import { type Caller, ServiceError, sha256Hex } from '../../core/index.ts'
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
import { CommandError, type Refusal, refusalOf, refusalOfProtocol } from './errors.ts'

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
  if (request.method !== 'GET' && request.method !== 'POST') {
    return answer({ code: 507, description: describe(507, 'GET or POST is expected') })
  }
  let decoded: DecodedRequest | undefined
  try {
    decoded = decodeRequest({ method: request.method, query: request.query, body: request.body })
    return await execute(context, request, decoded)
  } catch (error) {
    return answer(refusal(error, decoded))
  }
}

/** The printed form of what a command throws; throws on what is a fault of ours, for the error boundary to log. */
function refusal(error: unknown, decoded: DecodedRequest | undefined): Refusal {
  if (error instanceof ServiceError && error.kind !== 'serverInternal') return refusalOf(error, decoded?.parameters)
  if (error instanceof CommandError) return { code: error.code, description: describe(error.code, error.reason) }
  if (error instanceof ProtocolError) return refusalOfProtocol(error)
  throw error
}

async function execute(context: CentralnicContext, request: HttpRequest, decoded: DecodedRequest): Promise<Response> {
  const { auth, command: name, parameters } = decoded
  const started = context.clock.now()
  const succeeded = (properties: PropertySource | undefined) => ({
    code: 200 as const,
    runtime: (context.clock.now() - started) / 1_000,
    queuetime: 0,
    ...(properties ? { properties } : {}),
  })
  const caller = await authenticate(context, request, auth)
  request.identify(caller.login)
  // SDKs open a session with credentials and no command at all (reference section 1.4).
  if (name === null && auth.persistent) return answer(succeeded(await openSession(context, { caller, ...auth })))
  if (name === null) throw new CommandError(507, 'COMMAND is missing')
  const command = commands.get(name.toLowerCase())
  if (command === undefined) throw new CommandError(500, printable(name))
  assertKnown(parameters.unknownNames(command.parameters))
  const { sessionId, newPassword } = auth
  const run = async (by: Caller) =>
    succeeded(await command.run(context, { caller: by, parameters, sessionId, newPassword }))

  const key = request.headers['idempotency-key']
  const { recover } = command
  if (recover === undefined || typeof key !== 'string') return answer(await run(caller))
  const requestHash = sha256Hex(`centralnic\n${command.name}\n${parameters.canonicalText()}`)
  const { body } = await context.registration.once(
    caller,
    { key, requestHash },
    async (by) => {
      const response = await run(by).catch((error: unknown) => refusal(error, decoded))
      return { answer: stored(response), final: !isTemporary(response.code) }
    },
    async (certificateId) => stored(succeeded(await recover(context, caller, certificateId))),
  )
  return printed(body)
}

/** 421 and 423 ask the client to try again, 422 to wait: the next try may well be answered otherwise. */
function isTemporary(code: ReturnCode): boolean {
  return code >= 420 && code < 500
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

type Printable = Parameters<typeof encodeResponse>[0]

function stored(response: Printable) {
  return { status: 200, contentType, body: encodeResponse(response) }
}

function answer(response: Printable): Response {
  return printed(encodeResponse(response))
}

/** Every client gives up on any other HTTP status (reference section 1.2). */
function printed(body: string): Response {
  return new Response(body, { status: 200, headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
}

const contentType = 'text/plain; charset=utf-8'

function printable(name: string): string {
  return name.slice(0, 64).replace(/[^\x20-\x7e]/g, '?')
}
