import { getServers } from 'node:dns'
import { askByTcp, askByUdp, type DnsServer } from './dns-exchange.ts'
import {
  type DnsQuestion,
  type DnsReply,
  isAskable,
  makeQuestion,
  type QueryType,
  type RecordData,
  recordsFor,
} from './dns-message.ts'
import { printable } from './printable.ts'

export type { DnsServer } from './dns-exchange.ts'

export interface DnsClient {
  /** Rejects only when the signal is aborted, with its reason. */
  query<T extends QueryType>(name: string, type: T, signal?: AbortSignal): Promise<DnsResult<RecordData[T]>>
}

export type DnsResult<T> = DnsAnswer<T> | DnsFailure

/** NOERROR or NXDOMAIN: the records that there are, possibly none. */
export interface DnsAnswer<T> {
  readonly answered: true
  readonly exists: boolean
  readonly owner: string
  readonly values: readonly T[]
  /** Seconds. */
  readonly ttl: number
  /** The resolver's AD bit. */
  readonly authenticated: boolean
  /** `ip:port` of the resolver. */
  readonly server: string
}

export interface DnsFailure {
  readonly answered: false
  /** A sentence. */
  readonly problem: string
  readonly server: string
}

/**
 * A stub resolver that shows what `node:dns` hides: the RCODE and the AD bit. It validates nothing itself; the
 * configured resolvers do, and answer SERVFAIL for what is bogus (RFC 4035 5.5), which is never permission (Baseline
 * Requirements 3.2.2.4, since 2026-03-15).
 */
export function createDnsClient(servers: readonly DnsServer[], timeout: number): DnsClient {
  const [first, ...others] = servers
  if (first === undefined) throw new Error('no DNS server to ask')
  return {
    query: <T extends QueryType>(name: string, type: T, signal?: AbortSignal) => {
      if (!isAskable(name)) {
        const problem = `"${printable(name)}" cannot be looked up in the DNS.`
        return Promise.resolve<DnsFailure>({ answered: false, problem, server: '' })
      }
      return queryEach([first, ...others], makeQuestion(name, type), type, timeout, signal)
    },
  }
}

/** The system's resolvers, as node:dns read them from the system. */
export function systemDnsServers(): DnsServer[] {
  return getServers().map((text) => {
    const bracketed = /^\[(.+)\]:(\d+)$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text)
    return bracketed === null
      ? { address: text, port: 53 }
      : { address: bracketed[1] ?? text, port: Number(bracketed[2] ?? 53) }
  })
}

export function serverName(server: DnsServer): string {
  return server.address.includes(':') ? `[${server.address}]:${server.port}` : `${server.address}:${server.port}`
}

/** At least three tries, at least one for each of the first five servers. */
async function queryEach<T extends QueryType>(
  servers: readonly [DnsServer, ...DnsServer[]],
  question: DnsQuestion,
  type: T,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<DnsResult<RecordData[T]>> {
  const tries = Math.max(3, Math.min(5, servers.length))
  const problems = new Map<string, string>()
  let server = servers[0]
  for (let i = 0; i < tries; i++) {
    server = servers[i % servers.length] ?? server
    // A server that said no will say it again; one that was silent may have lost a datagram.
    if (problems.get(serverName(server))?.startsWith('answered')) continue
    try {
      // A question of its own for every try: a new id, a new port.
      const reply = await ask(server, i === 0 ? question : makeQuestion(question.name, type), { timeout, signal })
      if (reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN') {
        const records = recordsFor(reply.answers, question.name, type)
        const { authenticated } = reply
        return {
          answered: true,
          exists: reply.rcode === 'NOERROR',
          ...records,
          authenticated,
          server: serverName(server),
        }
      }
      problems.set(serverName(server), `answered ${reply.rcode}`)
      // Final: asking a next resolver that does not validate would turn bogus into an answer.
      if (reply.rcode === 'SERVFAIL') break
    } catch (error) {
      signal?.throwIfAborted()
      problems.set(serverName(server), error instanceof Error ? error.message : String(error))
    }
  }
  const what = [...problems].map(([name, problem]) => `${name} ${problem}`).join('; ')
  const hint = what.includes('SERVFAIL') ? ' (the name servers of the domain fail, or its DNSSEC is bogus)' : ''
  return {
    answered: false,
    problem: `The DNS query for ${type} of ${question.name} failed: ${what}${hint}.`,
    server: serverName(server),
  }
}

async function ask(
  server: DnsServer,
  question: DnsQuestion,
  limits: { timeout: number; signal: AbortSignal | undefined },
): Promise<DnsReply> {
  const reply = await askByUdp(server, question, limits)
  if (!reply.truncated) return reply
  const whole = await askByTcp(server, question, limits)
  if (whole.truncated) throw new Error('truncated its answer over TCP too')
  return whole
}
