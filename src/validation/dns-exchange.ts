import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { type DnsQuestion, type DnsReply, readReply } from './dns-message.ts'

export interface DnsServer {
  readonly address: string
  readonly port: number
}

interface ExchangeLimits {
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

/**
 * One question to one server by UDP. A socket of its own for every question gives every question a random source port
 * (RFC 5452 section 9.2); connecting it lets the kernel drop datagrams from any other address. Rejects on timeouts and
 * network errors.
 */
export function askByUdp(server: DnsServer, question: DnsQuestion, limits: ExchangeLimits): Promise<DnsReply> {
  const socket = createSocket(isIPv6(server.address.replace(/%.*$/, '')) ? 'udp6' : 'udp4')
  return exchange(
    limits,
    () => socket.close(),
    (resolve, reject) => {
      socket.on('error', reject)
      socket.on('message', (bytes) => {
        const reply = readReply(bytes, question)
        // Not for us, or broken: go on listening, the true answer may still come.
        if (reply !== null) resolve(reply)
      })
      socket.connect(server.port, server.address, (error?: Error) => {
        if (error) reject(error)
        else socket.send(question.bytes, (failed) => failed && reject(failed))
      })
    },
  )
}

/** The same by TCP, for answers that do not fit into a datagram (RFC 7766). */
export function askByTcp(server: DnsServer, question: DnsQuestion, limits: ExchangeLimits): Promise<DnsReply> {
  const socket = connect({ host: server.address, port: server.port })
  return exchange(
    limits,
    () => socket.destroy(),
    (resolve, reject) => {
      let received = Buffer.alloc(0)
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('closed the connection without an answer')))
      socket.on('connect', () => {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(question.bytes.length)
        socket.write(Buffer.concat([length, question.bytes]))
      })
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        if (received.length < 2) return
        const end = 2 + received.readUInt16BE(0)
        if (received.length < end) return
        const reply = readReply(received.subarray(2, end), question)
        // There is no second message to wait for: one question went over this connection.
        if (reply === null) reject(new Error('sent an answer that does not belong to the question'))
        else resolve(reply)
      })
    },
  )
}

function exchange(
  limits: ExchangeLimits,
  release: () => void,
  start: (resolve: (reply: DnsReply) => void, reject: (error: Error) => void) => void,
): Promise<DnsReply> {
  const { promise, resolve, reject } = Promise.withResolvers<DnsReply>()
  const abort = () => reject(limits.signal?.reason)
  const timer = setTimeout(() => reject(new Error(`gave no answer within ${limits.timeout} ms`)), limits.timeout)
  limits.signal?.addEventListener('abort', abort, { once: true })
  if (limits.signal?.aborted) abort()
  else start(resolve, reject)
  return promise.finally(() => {
    clearTimeout(timer)
    limits.signal?.removeEventListener('abort', abort)
    release()
  })
}
