import type { Client } from './client.ts'
import { type KeyAndCsr, type KeyKind, makeCsr } from './csr.ts'

export type Method = 'dns-txt' | 'dns-cname' | 'http' | 'https' | 'email'

export interface OrderPlan {
  readonly name: string
  readonly class: 'ssl123dv' | 'positivessldv'
  readonly method: Method
  readonly key: KeyKind
  /** `base` proves the registrable domain, and with it all names below; `fqdn` this name alone. */
  readonly scope: 'base' | 'fqdn'
}

/** Every way to prove control, a wildcard, and both brands: their proofs look different. */
export const plans: readonly OrderPlan[] = [
  { name: 'example.com', class: 'ssl123dv', method: 'dns-txt', key: 'rsa', scope: 'base' },
  { name: 'example.net', class: 'ssl123dv', method: 'dns-cname', key: 'p256', scope: 'base' },
  { name: 'blog.example.org', class: 'ssl123dv', method: 'http', key: 'p256', scope: 'fqdn' },
  { name: 'shop.example.org', class: 'ssl123dv', method: 'https', key: 'rsa', scope: 'fqdn' },
  { name: 'post.example.org', class: 'ssl123dv', method: 'email', key: 'p256', scope: 'fqdn' },
  { name: '*.apps.example.org', class: 'ssl123dv', method: 'dns-txt', key: 'p256', scope: 'fqdn' },
  { name: 'bank.example.org', class: 'positivessldv', method: 'dns-cname', key: 'p256', scope: 'fqdn' },
  { name: 'desk.example.org', class: 'positivessldv', method: 'http', key: 'rsa', scope: 'fqdn' },
]

export interface PlacedOrder {
  readonly plan: OrderPlan
  readonly request: KeyAndCsr
  readonly certificate: string
  /** What StatusCertificate and AddCertificate print of the proofs. */
  readonly answer: Awaited<ReturnType<Client['call']>>
  readonly orderedAt: number
}

/** Orders one certificate. Whether it is issued at once is for the answer to say. */
export async function placeOrder(client: Client, plan: OrderPlan): Promise<PlacedOrder> {
  const request = makeCsr(plan.key, [plan.name])
  const orderedAt = performance.now()
  const answer = await client.call('AddCertificate', {
    apiversion: '2',
    class: plan.class,
    csr: request.pem,
    domain: [plan.name],
    dcvmethod: plan.method,
    dcvscope: plan.scope,
    // The www of a name comes free, but it has to be proven too: by a record for both, not by a second file or mail.
    noautofilldomains: plan.method.startsWith('dns-') ? '0' : '1',
    ...(plan.method === 'email' ? { dcvemail: [approver(plan)] } : {}),
  })
  return { plan, request, certificate: answer.first('certificate'), answer, orderedAt }
}

/** One of the five addresses that a domain's owner reads (Baseline Requirements 3.2.2.4.4). */
export function approver({ name }: OrderPlan): string {
  return `admin@${name}`
}
