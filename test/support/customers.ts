import type { Lab } from '../../lab/index.ts'
import { decodeResponse, encodeRequest, firstValue } from '../../src/protocols/centralnic/index.ts'
import type { TestCsr } from './keys.ts'
import { alice } from './test-app.ts'

/** What the platform said it has done: after any crash all of it must still be so. */
export interface Acknowledged {
  /** By certificate id, the PEM that was handed out; empty where only the id was. */
  readonly certificates: Map<string, string>
  readonly revoked: Set<string>
  /** Tokens that customers put into their zone: whose answer got lost could not. */
  readonly published: Set<string>
}

/**
 * Customers who order, reissue and revoke without pause, over the wire, and take a broken connection as a reason to
 * ask again. They keep what was acknowledged.
 */
export async function keepBusy(options: {
  readonly lab: Lab
  readonly csrs: readonly TestCsr[]
  /** A node to talk to, any that lives. */
  readonly url: () => string
  readonly customers: number
  readonly signal: AbortSignal
}): Promise<Acknowledged> {
  const acknowledged: Acknowledged = { certificates: new Map(), revoked: new Set(), published: new Set() }
  const customer = async (number: number): Promise<void> => {
    const own: string[] = []
    for (let turn = 0; !options.signal.aborted; turn++) {
      try {
        await oneTurn(options, acknowledged, own, number, turn)
      } catch (error) {
        if (!isBroken(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  await Promise.all(Array.from({ length: options.customers }, (_, number) => customer(number)))
  return acknowledged
}

type Options = Parameters<typeof keepBusy>[0]

async function oneTurn(
  { lab, csrs, url }: Options,
  acknowledged: Acknowledged,
  own: string[],
  number: number,
  turn: number,
): Promise<void> {
  const csr = csrs[(number * 31 + turn) % csrs.length]?.lines ?? []
  const newest = own.at(-1)
  if (newest === undefined || turn % 7 === 0) {
    // Every second order names something that has to be proven first.
    const domain = turn % 14 === 0 ? `k${number}-${turn}.example.net` : 'example.com'
    const answer = await call(url(), 'AddCertificate', {
      class: 'ssl123dv',
      dcvmethod: 'dns-txt',
      dcvscope: 'fqdn',
      noautofilldomains: '1',
      domain0: domain,
      csr,
    })
    note(acknowledged, answer, own)
    const token = (answer.properties.get('dns rr') ?? []).join(' ').split(' ').at(-1)
    if (token !== undefined && token !== '') {
      lab.dns.zone.add(domain, 'TXT', token)
      acknowledged.published.add(token)
    }
    return
  }
  const oldest = own[0]
  if (turn % 5 === 0 && own.length > 2 && oldest !== undefined) {
    const answer = await call(url(), 'RevokeCertificate', { certificate: oldest })
    if (answer.code === 200) acknowledged.revoked.add(oldest)
    own.shift()
    return
  }
  note(acknowledged, await call(url(), 'ReissueCertificate', { certificate: newest, csr }), own)
}

function note(acknowledged: Acknowledged, answer: Awaited<ReturnType<typeof call>>, own: string[]): void {
  if (answer.code !== 200) return
  const id = firstValue(answer, 'certificate') ?? ''
  acknowledged.certificates.set(id, (answer.properties.get('cert') ?? []).join('\n'))
  own.push(id)
}

async function call(url: string, command: string, parameters: Readonly<Record<string, string | readonly string[]>>) {
  const body = encodeRequest({ auth: alice, command, parameters }, 'block')
  const response = await fetch(`${url}/api/call`, { method: 'POST', body, signal: AbortSignal.timeout(20_000) })
  return decodeResponse(await response.text())
}

/** The connection ended before the answer was whole: nothing is known of what was asked. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && ['AbortError', 'TimeoutError', 'ProtocolError'].includes(error.name))
  )
}
