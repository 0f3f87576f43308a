import type { Socket } from 'node:net'
import { buildConnector, Client } from 'undici'
import type { AddressPolicy } from './address-policy.ts'
import type { HttpTarget } from './http-target.ts'
import type { ValidationTimeouts } from './perspective.ts'
import { printable } from './printable.ts'

export interface HttpReply {
  readonly status: number
  readonly location: string | null
  readonly encoding: string | null
  readonly body: Buffer
  /** The body went on after what was read of it. */
  readonly cut: boolean
}

export type HttpRequestResult =
  | { readonly reply: HttpReply }
  | { readonly problem: string /** Another address may do better. */; readonly connected: boolean }

export interface HttpRequestSettings {
  readonly policy: AddressPolicy
  readonly timeouts: ValidationTimeouts
}

/** More than any proof needs; what comes after it is never read. */
export const longestBody = 16 * 1024

/**
 * One GET of one URL from one checked address, over a connection that is made for it and closed after it. undici's
 * `request` neither follows redirects, nor decompresses, nor looks at the environment for a proxy.
 */
export async function requestFrom(
  target: HttpTarget,
  address: string,
  settings: HttpRequestSettings,
  signal: AbortSignal,
): Promise<HttpRequestResult> {
  const { timeouts } = settings
  let connected = false
  const client = new Client(target.url.origin, {
    connect: checkedConnector(target, address, settings, () => {
      connected = true
    }),
    headersTimeout: timeouts.silence,
    bodyTimeout: timeouts.silence,
    maxHeaderSize: 16 * 1024,
    // No keep-alive: undici then sends "Connection: close".
    pipelining: 0,
    allowH2: false,
  })
  try {
    const response = await client.request({
      method: 'GET',
      path: `${target.url.pathname}${target.url.search}`,
      // The name as the URL has it: the port dialled in a laboratory is not the customer's business.
      headers: {
        host: target.url.host,
        'user-agent': 'Reseal-Validation/1.0',
        accept: '*/*',
        'accept-encoding': 'identity',
      },
      signal,
    })
    const { body, cut } = await readBody(response.body)
    return {
      reply: {
        status: response.statusCode,
        location: single(response.headers['location']),
        encoding: single(response.headers['content-encoding']),
        body,
        cut,
      },
    }
  } catch (error) {
    signal.throwIfAborted()
    return { problem: describe(error), connected }
  } finally {
    await client.destroy().catch(() => undefined)
  }
}

/**
 * A connector that knows one address and dials no other, whatever it is asked for. Certificates are not verified: the
 * name that is being validated usually has no valid one yet, and the Baseline Requirements ask the file to be fetched
 * "via HTTP/HTTPS" (3.2.2.4.18) without asking for a trusted chain; the proof is the file, not the channel.
 */
function checkedConnector(
  target: HttpTarget,
  address: string,
  { policy, timeouts }: HttpRequestSettings,
  onConnected: () => void,
): buildConnector.connector {
  const dial = buildConnector({
    rejectUnauthorized: false,
    allowH2: false,
    maxCachedSessions: 0,
    timeout: timeouts.connect,
  })
  return (_options, callback) => {
    dial(
      {
        hostname: address,
        host: address,
        protocol: target.url.protocol,
        port: String(target.port),
        ...(target.secure && !target.isAddress && { servername: target.host }),
      },
      (...[error, socket]) => {
        if (error !== null) return callback(error, null)
        const refusal = refusalOfPeer(socket, policy)
        if (refusal !== null) {
          socket.destroy()
          return callback(new Error(`connected to ${refusal}`), null)
        }
        onConnected()
        callback(null, socket)
      },
    )
  }
}

/** The last look: who is at the other end in truth. */
function refusalOfPeer(socket: Socket, policy: AddressPolicy): string | null {
  return policy.refusal(socket.remoteAddress ?? '')
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop destroys the stream, so an endless or chunked body costs no more than this.
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestBody) break
  }
  const body = Buffer.concat(chunks)
  return { body: body.subarray(0, longestBody), cut: length > longestBody }
}

/** Of a header that was sent twice nothing is believed. */
function single(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'the answer did not begin in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped before its end',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too long',
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return sentences[code] ?? printable(error.message === '' ? code : error.message)
}
