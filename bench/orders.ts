import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../lab/index.ts'
import { type DecodedResponse, decodeResponse, encodeRequest, firstValue } from '../src/protocols/centralnic/index.ts'
import { createCsrSource, csrLines } from './csrs.ts'
import { accounts, type BenchAccount } from './platform.ts'

export interface BenchOrder {
  readonly account: BenchAccount
  /** The id of its first certificate, as the wire prints it. */
  readonly certificate: string
}

/**
 * Orders certificates the way a customer does. The first of each account waits for its DNS record; the authorization of
 * its domain then proves the others, and every reissue of them.
 */
export async function makeOrders(port: number, lab: Lab, count: number): Promise<readonly BenchOrder[]> {
  const csrs = createCsrSource('P-256')
  const perAccount = Math.ceil(count / accounts.length)
  const made = await Promise.all(
    accounts.map(async (account) => {
      const domain = `${account.login}-reseal.com`
      const order = async (name: string): Promise<DecodedResponse> =>
        await call(port, account, 'AddCertificate', {
          apiversion: '2',
          class: 'ssl123dv',
          dcvmethod: 'dns-txt',
          domain0: name,
          csr: csrLines(csrs()),
        })
      const first = await order(`host0.${domain}`)
      const token = firstValue(first, 'dns rr')?.split(' ').at(-1) ?? ''
      lab.dns.zone.set(domain, 'TXT', [token])
      const orders = [{ account, certificate: certificateOf(first) }]
      await untilActive(port, account, orders[0]?.certificate ?? '')
      while (orders.length < perAccount) {
        orders.push({ account, certificate: certificateOf(await order(`host${orders.length}.${domain}`)) })
      }
      return orders
    }),
  )
  // Neighbours belong to different accounts.
  return Array.from({ length: perAccount }, (_, index) => made.flatMap((orders) => orders[index] ?? [])).flat()
}

/** The body of a call with the account's password in it, as most clients send it. */
export function callBody(
  { login, password }: BenchAccount,
  command: string,
  parameters: Readonly<Record<string, string | readonly string[]>>,
): string {
  return encodeRequest({ auth: { login, password }, command, parameters }, 'block')
}

async function call(
  port: number,
  account: BenchAccount,
  command: string,
  parameters: Readonly<Record<string, string | readonly string[]>>,
): Promise<DecodedResponse> {
  const body = callBody(account, command, parameters)
  const response = await fetch(`http://127.0.0.1:${port}/api/call`, { method: 'POST', body })
  const decoded = decodeResponse(await response.text())
  if (decoded.code !== 200) throw new Error(`${command} was answered ${decoded.code} ${decoded.description}`)
  return decoded
}

async function untilActive(port: number, account: BenchAccount, certificate: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    const status = await call(port, account, 'StatusCertificate', { certificate })
    if (firstValue(status, 'status') === 'active') return
    await sleep(200)
  }
  throw new Error(`${certificate} was not issued within a minute.`)
}

function certificateOf(answer: DecodedResponse): string {
  const certificate = firstValue(answer, 'certificate')
  if (certificate === undefined) throw new Error('an order without a certificate')
  return certificate
}
