import type { Logger } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import { plainText } from './error-boundary.ts'
import type { FrontEnd, HttpRequest } from './front-end.ts'
import type { MetricsRegistry } from './metrics.ts'
import type { Readiness } from './readiness.ts'

export interface HealthOptions {
  readonly storage: Pick<Storage, 'ping'>
  readonly readiness: Readiness
  readonly metrics: MetricsRegistry
  readonly logger: Logger
}

/** /healthz: the process answers. /readyz: requests may be sent here. /metrics: the numbers, for Prometheus. */
export function createHealthFrontEnd(options: HealthOptions): FrontEnd {
  const answers = new Map<string, (request: HttpRequest) => Response | Promise<Response>>([
    ['/healthz', () => plainText(200, 'ok')],
    ['/readyz', (request) => readyz(options, request)],
    ['/metrics', () => metricsPage(options.metrics)],
  ])
  return {
    name: 'health',
    prefixes: [...answers.keys()],
    quiet: true,
    handle(request) {
      const answer = answers.get(request.path)
      if (answer === undefined) return plainText(404, 'Not found')
      if (request.method !== 'GET' && request.method !== 'HEAD') return plainText(405, 'Method not allowed')
      return answer(request)
    },
    renderError: (error) => plainText(error.kind === 'serverInternal' ? 500 : 400, error.detail),
  }
}

async function readyz({ storage, readiness, logger }: HealthOptions, request: HttpRequest): Promise<Response> {
  if (readiness.state !== 'ready') return plainText(503, readiness.state)
  try {
    await withinTime(storage.ping())
  } catch (err) {
    logger.warn({ err, requestId: request.id }, 'the database does not answer')
    return plainText(503, 'database unavailable')
  }
  return plainText(200, 'ready')
}

/** A probe gives up after some seconds; a database that hangs is one that is not there. */
async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database did not answer within 2 s')), 2_000)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function metricsPage(metrics: MetricsRegistry): Promise<Response> {
  const { contentType, text } = await metrics.render()
  return new Response(text, { headers: { 'content-type': contentType } })
}
