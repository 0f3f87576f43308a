import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { labCertificate, labKey } from './web-certificate.ts'

export type WebHandler = (request: IncomingMessage, response: ServerResponse) => void

export interface WebRequest {
  readonly scheme: 'http' | 'https'
  /** The Host header, without a port. */
  readonly host: string
  readonly path: string
  /** The name in the TLS handshake, where there was one. */
  readonly serverName: string | null
  readonly headers: IncomingMessage['headers']
}

export interface LabWebServer {
  readonly address: string
  readonly httpPort: number
  readonly httpsPort: number
  readonly requests: readonly WebRequest[]
  /** A file, over http and https alike; `*` is every host that has no file of its own at this path. */
  put(host: string, path: string, body: string | Buffer, headers?: Readonly<Record<string, string>>): void
  redirect(host: string, path: string, location: string, status?: number): void
  /** Whatever else: slow, endless, broken. Runs at each request. */
  handle(host: string, path: string, handler: WebHandler): void
  remove(host: string, path: string): void
  /** Removes all files and forgets the requests. */
  reset(): void
  close(): Promise<void>
}

/** One web server for every name, told apart by the Host header: HTTP and HTTPS (self-signed) on loopback. */
export async function startWebServer({ address = '127.0.0.1' } = {}): Promise<LabWebServer> {
  const handlers = new Map<string, WebHandler>()
  const requests: WebRequest[] = []
  const sockets = new Set<Socket>()
  const key = (host: string, path: string) => `${host.toLowerCase()} ${path}`

  const listener =
    (scheme: 'http' | 'https'): WebHandler =>
    (request, response) => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
      const path = request.url ?? '/'
      const serverName = scheme === 'https' ? (request.socket as TLSSocket).servername || null : null
      requests.push({ scheme, host, path, serverName, headers: request.headers })
      const handler = handlers.get(key(host, path)) ?? handlers.get(key('*', path)) ?? notFound
      handler(request, response)
    }

  const http = createServer(listener('http'))
  const https = createSecureServer({ key: labKey, cert: labCertificate }, listener('https'))
  for (const server of [http, https]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    server.on('clientError', (_error, socket) => socket.destroy())
    server.on('tlsClientError', () => undefined)
  }
  const [httpPort, httpsPort] = await Promise.all([listen(http, address), listen(https, address)])

  return {
    address,
    httpPort,
    httpsPort,
    requests,
    put(host, path, body, headers = { 'content-type': 'text/plain' }) {
      handlers.set(key(host, path), (_request, response) => response.writeHead(200, headers).end(body))
    },
    redirect(host, path, location, status = 302) {
      handlers.set(key(host, path), (_request, response) => response.writeHead(status, { location }).end())
    },
    handle(host, path, handler) {
      handlers.set(key(host, path), handler)
    },
    remove(host, path) {
      handlers.delete(key(host, path))
    },
    reset() {
      handlers.clear()
      requests.length = 0
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([http, https].map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file in the laboratory.\n')
}

function listen(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, address, () => resolve((server.address() as AddressInfo).port))
  })
}
