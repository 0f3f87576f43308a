import { showBill, showEvents } from './show-account.ts'
import { assertStatus, type Certificate, heads, type Journey, judged, summaryRow, verdictOf } from './certificate.ts'
import { until } from './client.ts'
import { makeCsr } from './csr.ts'
import { chainOf, judge } from './judge.ts'
import { orderAll } from './order-all.ts'
import { type OrderPlan, placeOrder, plans } from './orders.ts'
import { table } from './progress.ts'

/** The story, top down. Throws with what failed. */
export async function journey(context: Journey): Promise<void> {
  const { progress } = context
  progress.heading(`Ordering ${plans.length} certificates, and proving control of their names in every way there is`)
  const { certificates: issued, failures } = await orderAll(context)
  const first = issued.find(({ order }) => order.plan === plans[0])
  if (first === undefined) throw new Error(failures.join('\n  '))

  progress.heading('Reissuing example.com with another key: RSA to P-256')
  const reissued = await reissue(context, first)

  progress.heading('Ordering a name below one that is proven')
  const reused = await orderAtOnce(context)

  progress.heading('Revoking the first certificate of example.com')
  const revoked = await revoke(context, first)
  const sibling = await verdictOf(context, reissued)
  progress.line(`its successor ${reissued.order.certificate} stays ${sibling}`)

  progress.heading('What the account sees')
  await showEvents(context)
  await showBill(
    context,
    [...issued, reissued, reused].map(({ order }) => order),
  )

  progress.heading('Summary')
  const others = issued.filter((certificate) => certificate !== first)
  const rows = [{ ...first, verdict: revoked }, { ...reissued, verdict: sibling }, reused, ...others]
  for (const line of table([heads, ...rows.map(summaryRow)])) progress.line(line)
  if (failures.length > 0) throw new Error(failures.join('\n  '))
}

async function reissue(context: Journey, { order }: Certificate): Promise<Certificate> {
  const request = makeCsr('p256', [order.plan.name])
  const orderedAt = performance.now()
  const answer = await context.client.call('ReissueCertificate', { certificate: order.certificate, csr: request.pem })
  const seconds = (performance.now() - orderedAt) / 1000
  const placed = { ...order, request, answer, orderedAt, certificate: answer.first('certificate') }
  assertStatus(placed, 'active')
  const next = await judged(context, { order: placed, chain: chainOf(answer), seconds, proof: 'proven before' })
  context.progress.line(`${placed.certificate} in ${(seconds * 1000).toFixed(0)} ms: ${next.verdict}`)
  context.progress.line(
    `same order ${answer.first('certificateorder')}, paid until ${answer.first('order paid until')}`,
  )
  return next
}

async function orderAtOnce(context: Journey): Promise<Certificate> {
  const plan: OrderPlan = { ...(plans[0] as OrderPlan), name: 'api.example.com', key: 'p256' }
  const order = await placeOrder(context.client, plan)
  const seconds = (performance.now() - order.orderedAt) / 1000
  assertStatus(order, 'active')
  const certificate = await judged(context, { order, chain: chainOf(order.answer), seconds, proof: 'parent proven' })
  const time = (seconds * 1000).toFixed(0)
  context.progress.line(`${plan.name}: ${order.certificate} in ${time} ms, for example.com is proven`)
  return certificate
}

/** Revokes, and waits for the CRL to say so. Gives the verdict after it. */
async function revoke(context: Journey, certificate: Certificate): Promise<string> {
  const id = certificate.order.certificate
  context.progress.line(`before: ${await verdictOf(context, certificate)}`)
  await context.client.call('RevokeCertificate', { certificate: id })
  const { order, chain } = certificate
  const begun = performance.now()
  const after = await until(`${id} on the CRL`, 60, async () => {
    const verdict = await judge(chain, [order.plan.name], order.request.publicKey, context.folder)
    if (!verdict.trusted && !verdict.revoked) throw new Error(verdict.text)
    return verdict.revoked ? verdict.text : undefined
  })
  context.progress.line(`after:  ${after}, on the CRL ${((performance.now() - begun) / 1000).toFixed(1)} s later`)
  return after
}
