import type { Logger } from '../core/index.ts'
import { ServiceError } from '../core/index.ts'
import type { Exchange } from './exchange.ts'
import type { FrontEnd, HttpRequest } from './front-end.ts'
import { ClientGone } from './request-body.ts'

/**
 * The one error boundary: whatever `work` throws leaves as this front end's own answer. What is not a ServiceError is
 * a fault of ours; the customer gets the request id, the log gets the cause.
 */
export async function answered(
  frontEnd: FrontEnd,
  exchange: Exchange,
  logger: Logger,
  work: () => Promise<HttpRequest>,
): Promise<Response> {
  try {
    return await frontEnd.handle(await work())
  } catch (thrown) {
    // Nobody reads this; the access log has it as 499.
    if (thrown instanceof ClientGone) return plainText(400, 'Bad request')
    const error = asServiceError(thrown, exchange.id)
    report(error, frontEnd, exchange, logger)
    try {
      return frontEnd.renderError(error, exchange)
    } catch (err) {
      logger.error({ err, requestId: exchange.id, frontEnd: frontEnd.name }, 'the error renderer failed')
      return plainText(500, `Internal error. Request ${exchange.id}`)
    }
  }
}

export function plainText(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

function asServiceError(thrown: unknown, requestId: string): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  return new ServiceError('serverInternal', `Internal error. The request id is ${requestId}.`, { cause: thrown })
}

function report(error: ServiceError, frontEnd: FrontEnd, exchange: Exchange, logger: Logger): void {
  const fields = { requestId: exchange.id, frontEnd: frontEnd.name, kind: error.kind }
  if (error.kind === 'serverInternal') logger.error({ ...fields, err: error.cause ?? error }, 'request failed')
  else if (error.cause !== undefined) logger.warn({ ...fields, err: error.cause }, 'request refused')
}
