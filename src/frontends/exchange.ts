import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Logger, Metrics } from '../core/index.ts'
import { randomId } from '../core/index.ts'
import type { RequestContext } from './front-end.ts'
import type { Route } from './routes.ts'

/** One request and its answer, from the first header to the last byte. */
export class Exchange implements RequestContext {
  readonly id = randomId()
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly method: string
  readonly target: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly remoteAddress: string
  /** Undefined: nothing answers this path. */
  readonly route: Route | undefined
  #login: string | undefined
  /** Monotonic, for durations only: not the time of day, which comes from the clock port. */
  readonly #startedAt = performance.now()

  constructor(parts: ExchangeParts) {
    this.incoming = parts.incoming
    this.outgoing = parts.outgoing
    this.method = parts.incoming.method ?? 'GET'
    this.target = parts.target
    this.path = parts.path
    this.query = parts.query
    this.headers = parts.incoming.headers
    this.remoteAddress = parts.remoteAddress
    this.route = parts.route
  }

  identify(login: string): void {
    this.#login = login
  }

  /** Once, when the connection has taken the last byte or is gone. */
  record(logger: Logger, metrics: Metrics): void {
    const seconds = (performance.now() - this.#startedAt) / 1_000
    const complete = this.outgoing.writableFinished
    const frontEnd = this.route?.frontEnd.name ?? 'none'
    // 499, as nginx has it: the client left before it was answered.
    const status = complete ? this.outgoing.statusCode : 499
    metrics.count('reseal_requests_total', { front_end: frontEnd, status: String(status) })
    metrics.observe('reseal_request_seconds', seconds, { front_end: frontEnd })
    const fields = {
      requestId: this.id,
      clientRequestId: usable(this.headers['x-request-id']),
      method: this.method,
      path: this.#printablePath(),
      status,
      ms: Math.round(seconds * 1e5) / 100,
      account: this.#login,
      address: this.remoteAddress,
    }
    if (this.route?.frontEnd.quiet === true) logger.debug(fields, 'request')
    else logger.info(fields, 'request')
  }

  #printablePath(): string {
    const secret = this.route?.frontEnd.secretPath === true && this.path !== this.route.prefix
    return secret ? `${this.route?.prefix}/…` : this.path.slice(0, 512)
  }
}

export interface ExchangeParts {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly target: string
  readonly path: string
  readonly query: string
  readonly remoteAddress: string
  readonly route: Route | undefined
}

function usable(id: string | readonly string[] | undefined): string | undefined {
  return typeof id === 'string' && /^[\x21-\x7e]{1,128}$/.test(id) ? id : undefined
}
