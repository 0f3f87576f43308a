import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AUTHENTIC_DATA,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import { createZone, type DnsZone } from './dns-zone.ts'

export type { DnsZone, LabRecordType, LabRecordValue } from './dns-zone.ts'

/** How the server treats the questions for a name, beside what stands in the zone. */
export interface DnsBehaviour {
  /** Answers this instead of looking into the zone. */
  readonly rcode?: 'SERVFAIL' | 'REFUSED' | 'NXDOMAIN' | 'NOERROR' | 'FORMERR'
  /** Never answers. */
  readonly silent?: boolean
  readonly delayMs?: number
  /** Sets TC and leaves the records out, over UDP (true) or over TCP as well ('always'). */
  readonly truncate?: boolean | 'always'
  /** The AD bit. */
  readonly authenticated?: boolean
  /** Sends such an answer, with the records, before the true one; or, with `only`, instead of it. */
  readonly forge?: { readonly what: 'id' | 'question' | 'garbage'; readonly only?: boolean }
  /** Drops this many questions before it answers one. */
  readonly drop?: number
}

export interface DnsQuery {
  readonly name: string
  readonly type: string
  readonly transport: 'udp' | 'tcp'
  /** The client's port. */
  readonly port: number
  readonly id: number
  /** The DO bit. */
  readonly dnssec: boolean
}

export interface LabDnsServer {
  readonly address: string
  readonly port: number
  readonly zone: DnsZone
  readonly queries: readonly DnsQuery[]
  /** For one name, or `*` for all that have no own; null takes it back. */
  behave(name: string, behaviour: DnsBehaviour | null): void
  /** Empties the zone, the behaviours and the list of queries. */
  reset(): void
  close(): Promise<void>
}

const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const

/** A resolver over UDP and TCP on one port of loopback that knows its own zone and nothing else. */
export async function startDnsServer({ address = '127.0.0.1' } = {}): Promise<LabDnsServer> {
  const zone = createZone()
  const queries: DnsQuery[] = []
  const behaviours = new Map<string, DnsBehaviour>()
  const dropped = new Map<string, number>()
  const sockets = new Set<Socket>()

  async function answer(bytes: Buffer, transport: 'udp' | 'tcp', port: number, send: (reply: Buffer) => void) {
    const query = read(bytes)
    const question = query?.questions?.[0]
    if (query === null || question === undefined) return
    const name = question.name.toLowerCase()
    const dnssec = query.additionals?.some((one) => one.type === 'OPT' && one.flag_do) ?? false
    queries.push({ name, type: question.type, transport, port, id: query.id ?? 0, dnssec })
    const behaviour = behaviours.get(name) ?? behaviours.get('*') ?? {}
    const drops = dropped.get(name) ?? 0
    if (behaviour.silent || drops < (behaviour.drop ?? 0)) {
      dropped.set(name, drops + 1)
      return
    }
    if (behaviour.delayMs) await sleep(behaviour.delayMs)
    if (behaviour.forge) {
      send(forged(query, behaviour.forge.what, lookup(query, {}, false)))
      if (behaviour.forge.only) return
    }
    const truncated = behaviour.truncate === 'always' || (behaviour.truncate === true && transport === 'udp')
    send(lookup(query, behaviour, truncated))
  }

  function lookup(query: DecodedPacket, behaviour: DnsBehaviour, truncated: boolean): Buffer {
    const question = query.questions?.[0]
    const { answers, exists } = zone.lookup(question?.name ?? '', question?.type ?? '')
    const rcode = behaviour.rcode ?? (exists ? 'NOERROR' : 'NXDOMAIN')
    const flags =
      RECURSION_DESIRED |
      RECURSION_AVAILABLE |
      (truncated ? TRUNCATED_RESPONSE : 0) |
      (behaviour.authenticated ? AUTHENTIC_DATA : 0) |
      codes[rcode]
    return encode({
      type: 'response',
      id: query.id,
      flags,
      questions: query.questions ?? [],
      answers: truncated || behaviour.rcode ? [] : [...answers],
    })
  }

  const { udp, tcp, port } = await bindBoth(address)
  udp.on('message', (bytes, peer) => {
    const send = (reply: Buffer) => udp.send(reply, peer.port, peer.address, () => undefined)
    void answer(bytes, 'udp', peer.port, send)
  })
  tcp.on('connection', (socket) => {
    sockets.add(socket)
    let received = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0)
        void answer(received.subarray(2, end), 'tcp', socket.remotePort ?? 0, (reply) => {
          const length = Buffer.alloc(2)
          length.writeUInt16BE(reply.length)
          socket.write(Buffer.concat([length, reply]))
        })
        received = received.subarray(end)
      }
    })
  })

  return {
    address,
    port,
    zone,
    queries,
    behave(name, behaviour) {
      dropped.delete(name.toLowerCase())
      if (behaviour === null) behaviours.delete(name.toLowerCase())
      else behaviours.set(name.toLowerCase(), behaviour)
    },
    reset() {
      zone.clear()
      behaviours.clear()
      dropped.clear()
      queries.length = 0
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ])
    },
  }
}

function read(bytes: Buffer): DecodedPacket | null {
  try {
    return decode(bytes)
  } catch {
    return null
  }
}

/** What an attacker who cannot see the question would send. */
function forged(query: DecodedPacket, what: 'id' | 'question' | 'garbage', reply: Buffer): Buffer {
  if (what === 'garbage')
    return Buffer.concat([reply.subarray(0, 6), Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0xc0, 0x0c])])
  const packet = decode(reply)
  if (what === 'id') return encode({ ...packet, type: 'response', id: ((query.id ?? 0) + 1) & 0xffff })
  return encode({ ...packet, type: 'response', questions: [{ name: 'other.test', type: 'TXT', class: 'IN' }] })
}

/** UDP and TCP on the same free port: the port that UDP got may be taken in TCP, so it tries again. */
async function bindBoth(address: string): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (let i = 0; ; i++) {
    const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject)
      udp.bind(0, address, resolve)
    })
    const { port } = udp.address()
    const tcp = createServer()
    const error = await new Promise<Error | null>((resolve) => {
      tcp.once('error', resolve)
      tcp.listen(port, address, () => resolve(null))
    })
    if (error === null) return { udp, tcp, port }
    udp.close()
    if (i === 20) throw error
  }
}
