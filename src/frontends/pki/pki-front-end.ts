import { type Context, Hono } from 'hono'
import { sha256Hex } from '../../core/index.ts'
import type { Reader } from '../../storage/index.ts'
import type { FrontEnd } from '../front-end.ts'
import { isFresh } from './conditional.ts'

export interface PkiFrontEndOptions {
  readonly reader: Pick<Reader, 'authorities'>
}

/** `GET|HEAD /pki/<ca>.crl` and `/pki/<ca>.cer`, DER (RFC 2585 names the media types). */
export function createPkiFrontEnd({ reader: { authorities } }: PkiFrontEndOptions): FrontEnd {
  const app = new Hono()

  app.get('/pki/:file{[a-z0-9-]+\\.crl}', async (context) => {
    const crl = await authorities.crl(idOf(context))
    if (crl === undefined) return context.notFound()
    return respond(context, crl.der, 'application/pkix-crl', crl.thisUpdate, crlMaxAge)
  })

  app.get('/pki/:file{[a-z0-9-]+\\.cer}', async (context) => {
    const id = idOf(context)
    const authority = (await authorities.all()).find((row) => row.id === id)
    if (authority === undefined) return context.notFound()
    return respond(context, authority.certificate, 'application/pkix-cert', authority.createdAt, certificateMaxAge)
  })

  app.all('/pki/:file{[a-z0-9-]+\\.(?:crl|cer)}', (context) =>
    context.text('Only GET and HEAD are possible here.\n', 405, { Allow: 'GET, HEAD' }),
  )
  app.notFound((context) => context.text('There is no such CRL or CA certificate.\n', 404))
  app.onError((error) => {
    throw error
  })

  return {
    name: 'pki',
    prefixes: ['/pki'],
    handle: (request) => app.fetch(request.web),
    renderError: ({ kind, detail }) =>
      kind === 'malformed'
        ? new Response(`${detail}\n`, { status: 400, headers: plainText })
        : new Response('The CRL or certificate cannot be read at the moment.\n', { status: 500, headers: plainText }),
  }
}

const plainText = { 'Content-Type': 'text/plain; charset=UTF-8' }

/** A revocation is in the stored CRL within a minute; a cache must not add much to that. The ETag keeps asking cheap. */
const crlMaxAge = 60
/** The certificate behind an id never changes. */
const certificateMaxAge = 86_400

const idOf = (context: Context): string => (context.req.param('file') ?? '').slice(0, -4)

function respond(context: Context, der: Buffer, type: string, changedAt: number, maxAge: number): Response {
  const etag = `"${sha256Hex(der).slice(0, 32)}"`
  const headers = {
    ETag: etag,
    'Last-Modified': new Date(changedAt).toUTCString(),
    'Cache-Control': `public, max-age=${maxAge}`,
  }
  const { req } = context
  if (isFresh(etag, changedAt, req.header('If-None-Match'), req.header('If-Modified-Since'))) {
    return new Response(null, { status: 304, headers })
  }
  const length = String(der.length)
  return new Response(new Uint8Array(der), { headers: { ...headers, 'Content-Type': type, 'Content-Length': length } })
}
