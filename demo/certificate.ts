import type { Lab } from '../lab/index.ts'
import type { Client } from './client.ts'
import { type IssuedChain, judge } from './judge.ts'
import type { PlacedOrder } from './orders.ts'
import type { Progress } from './progress.ts'

export interface Journey {
  readonly client: Client
  readonly lab: Lab
  readonly progress: Progress
  /** For files that openssl reads. */
  readonly folder: string
}

/** One certificate of the story, judged. */
export interface Certificate {
  readonly order: PlacedOrder
  readonly chain: IssuedChain
  readonly seconds: number
  /** How control was proven for it. */
  readonly proof: string
  readonly verdict: string
}

export async function judged(context: Journey, certificate: Omit<Certificate, 'verdict'>): Promise<Certificate> {
  return { ...certificate, verdict: await verdictOf(context, certificate) }
}

/** Fails on anything but a trusted certificate. */
export async function verdictOf({ folder }: Journey, { order, chain }: Omit<Certificate, 'verdict'>): Promise<string> {
  const verdict = await judge(chain, [order.plan.name], order.request.publicKey, folder)
  if (!verdict.trusted) throw new Error(`${order.plan.name}: ${verdict.text}`)
  return verdict.text
}

export function assertStatus({ plan, answer }: PlacedOrder, expected: string): void {
  const status = answer.first('status')
  if (status !== expected) throw new Error(`${plan.name} is ${status}, expected ${expected}`)
}

export const heads: readonly string[] = ['Name', 'Class', 'Proof', 'Issued in', 'Serial number', 'Verdict']

/** A row under `heads`. */
export function summaryRow({ order: { plan }, chain, seconds, proof, verdict }: Certificate): readonly string[] {
  const time = seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`
  return [plan.name, plan.class, proof, time, `${chain.leaf.serialNumber.slice(0, 16)}…`, verdict]
}
