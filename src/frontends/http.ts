import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Config } from '../config/index.ts'
import type { Logger, Metrics } from '../core/index.ts'
import { clientAddress } from './client-address.ts'
import { Connections } from './connections.ts'
import { answered, plainText } from './error-boundary.ts'
import { Exchange } from './exchange.ts'
import type { FrontEnd, HttpRequest } from './front-end.ts'
import type { Readiness } from './readiness.ts'
import { BodyBudget, maxBody, readBody } from './request-body.ts'
import { parseTarget } from './request-target.ts'
import { createRoutes } from './routes.ts'

export type { FrontEnd, HttpRequest, RequestContext } from './front-end.ts'

export interface ListenerOptions {
  readonly config: Pick<Config, 'listen' | 'trustProxy'>
  /** PEM; null serves plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly logger: Logger
  readonly metrics: Metrics
  readonly frontEnds: readonly FrontEnd[]
  /** Set to `stopping` by `stop`. */
  readonly readiness: Readiness
  readonly timeouts?: Partial<ListenerTimeouts>
}

/** Milliseconds. */
export interface ListenerTimeouts {
  /** From the first byte to the end of the headers. */
  readonly headers: number
  /** From the first byte to the end of the body. */
  readonly request: number
  /** Between requests. */
  readonly keepAlive: number
  /** Without any traffic, also while we work: the clients' SDKs wait 300 s. */
  readonly inactive: number
  /** How often the first two are looked at. */
  readonly checkEvery: number
}

export interface ListenerAddress {
  readonly address: string
  readonly port: number
  readonly url: string
}

export interface Listener {
  start(): Promise<ListenerAddress>
  /** Takes no new requests, lets those in flight finish, and has closed everything after `deadline` milliseconds. */
  stop(deadline: number): Promise<void>
}

export function createListener(options: ListenerOptions): Listener {
  const { config, logger, metrics, readiness } = options
  const routeOf = createRoutes(options.frontEnds)
  const budget = new BodyBudget()
  const exchanges = new WeakMap<IncomingMessage, Exchange>()

  const answer = getRequestListener(
    (web, { incoming }) => {
      const exchange = exchanges.get(incoming as IncomingMessage)
      return exchange === undefined ? plainText(400, 'Bad request') : dispatch(exchange, web)
    },
    // A Host header that is no host, and the like: refused before there is a request to look at.
    { errorHandler: () => plainText(400, 'Bad request'), hostname: 'localhost' },
  )

  function dispatch(exchange: Exchange, web: Request): Response | Promise<Response> {
    const frontEnd = exchange.route?.frontEnd
    if (frontEnd === undefined) {
      return exchange.path === '' ? plainText(400, 'Bad request') : plainText(404, 'Not found')
    }
    return answered(frontEnd, exchange, logger, () => requestOf(exchange, web))
  }

  async function requestOf(exchange: Exchange, web: Request): Promise<HttpRequest> {
    const { method, incoming, outgoing } = exchange
    if (method === 'GET' || method === 'HEAD') return withBody(exchange, noBody, web)
    const { body, taken } = await readBody(incoming, budget)
    if (taken > 0) outgoing.once('close', () => budget.giveBack(taken))
    // Where @hono/node-server looks for a body that was read already: `web.text()` and its like give this one.
    Object.assign(incoming, { rawBody: body })
    return withBody(exchange, body, web)
  }

  function onRequest(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = incoming.url ?? '/'
    const parsed = parseTarget(target)
    const { path, query } = parsed ?? { path: '', query: '' }
    incoming.url = query === '' ? path || '/' : `${path}?${query}`
    const remoteAddress = clientAddress(incoming, config.trustProxy)
    const exchange = new Exchange({ incoming, outgoing, target, path, query, remoteAddress, route: routeOf(path) })
    exchanges.set(incoming, exchange)
    connections.begin(exchange)
    outgoing.setHeader('X-Request-Id', exchange.id)
    outgoing.once('close', () => {
      connections.end(exchange)
      exchange.record(logger, metrics)
    })
    void answer(incoming, outgoing)
  }

  const server = newServer(options)
  const connections = new Connections(server)
  server.on('request', onRequest)
  // An `Expect:` without a value, as two of the clients' SDKs send it, would be answered 417 by node:http.
  server.on('checkExpectation', onRequest)
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (Number(incoming.headers['content-length'] ?? 0) <= maxBody) outgoing.writeContinue()
    onRequest(incoming, outgoing)
  })

  return {
    start: () => listen(server, options),
    stop: async (deadline) => {
      readiness.set('stopping')
      await connections.close(deadline)
    },
  }
}

function newServer({ tls, timeouts: given }: ListenerOptions): Server {
  const timeouts = { ...defaultTimeouts, ...given }
  const settings: ServerOptions = {
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.checkEvery,
    // A certificate request with many names in a query string (GET is allowed by CentralNic).
    maxHeaderSize: 64 * 1024,
    noDelay: true,
  }
  const server = tls === null ? createServer(settings) : secureServer(settings, tls)
  server.setTimeout(timeouts.inactive)
  server.maxConnections = 10_000
  return server
}

function secureServer(settings: ServerOptions, tls: { readonly cert: string; readonly key: string }): Server {
  try {
    return createSecureServer({ ...settings, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: defaultTimeouts.headers })
  } catch (cause) {
    throw new Error(`RESEAL_TLS_CERT and RESEAL_TLS_KEY cannot be used: ${(cause as Error).message}`, { cause })
  }
}

async function listen(server: Server, { config, tls }: ListenerOptions): Promise<ListenerAddress> {
  const { host, port } = config.listen
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`RESEAL_LISTEN: cannot listen on ${host} port ${port}: ${cause.message}`, { cause }))
    })
    server.listen({ host, port }, resolve)
  })
  const bound = server.address() as AddressInfo
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return { address: bound.address, port: bound.port, url: `${tls === null ? 'http' : 'https'}://${name}:${bound.port}` }
}

function withBody(exchange: Exchange, body: Buffer, web: Request): HttpRequest {
  return Object.assign(exchange, { body, web })
}

const noBody = Buffer.alloc(0)
const defaultTimeouts: ListenerTimeouts = {
  headers: 10_000,
  request: 60_000,
  keepAlive: 30_000,
  inactive: 310_000,
  checkEvery: 2_000,
}
