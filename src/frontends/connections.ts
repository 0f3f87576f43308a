import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Exchange } from './exchange.ts'

/**
 * Which connections are open and which have a request in flight: node:http takes one that has not sent anything yet
 * for busy, and would wait for it.
 */
export class Connections {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #exchanges = new Set<Exchange>()
  #closing = false

  constructor(server: Server) {
    this.#server = server
    const track = (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    }
    server.on('connection', track)
    // With TLS a request belongs to this one, which lies on top of the other.
    server.on('secureConnection', track)
  }

  begin(exchange: Exchange): void {
    this.#exchanges.add(exchange)
    if (this.#closing) exchange.outgoing.setHeader('Connection', 'close')
  }

  end(exchange: Exchange): void {
    this.#exchanges.delete(exchange)
    if (this.#closing) this.#closeIdle()
  }

  async close(deadline: number): Promise<void> {
    this.#closing = true
    if (!this.#server.listening) return
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const { outgoing } of this.#exchanges) {
      if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close')
    }
    this.#closeIdle()
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, deadline)
    await closed
    clearTimeout(timer)
  }

  #closeIdle(): void {
    const busy = new Set<Socket>()
    for (const { incoming } of this.#exchanges) busy.add(incoming.socket)
    const busyAddresses = new Set([...busy].map(addressOf))
    for (const socket of this.#sockets) {
      if (!busyAddresses.has(addressOf(socket))) socket.destroy()
    }
  }
}

/** The same for a TLS connection and the TCP connection below it. */
function addressOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}
