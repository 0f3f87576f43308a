import type { IncomingHttpHeaders } from 'node:http'
import type { ServiceError } from '../core/index.ts'

/** Something that speaks an API to customers, as the listener sees it. */
export interface FrontEnd {
  /** For logs and metrics: `centralnic`, `pki`. */
  readonly name: string
  /** Paths it answers: each one exactly, and everything below it (`/pki` is `/pki` and `/pki/…`, not `/pkis`). */
  readonly prefixes: readonly string[]
  /** The body is read already, at most 1 MiB. What it throws goes to `renderError`; a Hono app takes `request.web`. */
  handle(request: HttpRequest): Response | Promise<Response>
  /** Must not throw. Also called before `handle`, for a body that is too long. */
  renderError(error: ServiceError, request: RequestContext): Response
  /** What follows the prefix is a secret (`/validate/<token>`): the log shows the prefix only. */
  readonly secretPath?: boolean
  /** Asked every few seconds by machines: logged at debug. */
  readonly quiet?: boolean
}

/** What is known of a request before its body is read. */
export interface RequestContext {
  /** The request id: answered as `X-Request-Id`, printed with every log line, goes into `Caller.requestId`. */
  readonly id: string
  /** Upper case. */
  readonly method: string
  /** Without query; `//` is one `/`, no `/` at the end; not percent-decoded. */
  readonly path: string
  /** What follows the first `?`, not decoded; '' if nothing does. */
  readonly query: string
  /** The request target exactly as it was sent: base64 in an OCSP path may hold `//`. */
  readonly target: string
  /** Lower-case names, as node:http gives them. */
  readonly headers: IncomingHttpHeaders
  /** The client's IP address; the proxy's word for it with RESEAL_TRUST_PROXY=1. */
  readonly remoteAddress: string
  /** Tells the access log whose request this is, once that is proven. */
  identify(login: string): void
}

export interface HttpRequest extends RequestContext {
  /** Empty for GET and HEAD. */
  readonly body: Buffer
  /** The same request for a Hono app (`app.fetch(request.web, { request })`), its URL normalized as `path` is. */
  readonly web: Request
}
