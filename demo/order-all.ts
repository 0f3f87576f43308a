import { assertStatus, type Certificate, type Journey, judged } from './certificate.ts'
import { until } from './client.ts'
import { chainOf } from './judge.ts'
import { type OrderPlan, placeOrder, plans } from './orders.ts'
import { prove } from './prove.ts'

export interface Issued {
  readonly certificates: readonly Certificate[]
  /** A sentence for each order that was not issued. */
  readonly failures: readonly string[]
}

/** All at once, each with a line of its own that tells how far it is. */
export async function orderAll(context: Journey): Promise<Issued> {
  const lines = context.progress.live(plans.map(({ name }) => name))
  try {
    const outcomes = await Promise.allSettled(
      plans.map(async (plan) => {
        try {
          const certificate = await orderAndProve(context, plan, (state) => lines.set(plan.name, state))
          const { order, seconds, verdict } = certificate
          lines.set(plan.name, `${order.certificate} by ${plan.method} in ${seconds.toFixed(1)} s: ${verdict}`, 'good')
          return certificate
        } catch (error) {
          lines.set(plan.name, (error as Error).message, 'bad')
          throw error
        }
      }),
    )
    return {
      certificates: outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      failures: outcomes.flatMap((one, index) =>
        one.status === 'rejected' ? [`${plans[index]?.name}: ${(one.reason as Error).message}`] : [],
      ),
    }
  } finally {
    lines.end()
  }
}

async function orderAndProve(context: Journey, plan: OrderPlan, tell: (state: string) => void): Promise<Certificate> {
  const { client, lab } = context
  tell(`makes ${plan.key === 'rsa' ? 'an RSA' : 'a P-256'} key and orders ${plan.class}`)
  const order = await placeOrder(client, plan)
  assertStatus(order, 'processing')
  tell(`${order.certificate} waits for ${plan.method}`)
  tell(await prove(lab, order))
  const status = await until(`${plan.name} by ${plan.method}`, 40, async () => {
    const answer = await client.call('StatusCertificate', { certificate: order.certificate })
    return answer.first('status') === 'active' ? answer : undefined
  })
  const seconds = (performance.now() - order.orderedAt) / 1000
  return await judged(context, { order, chain: chainOf(status), seconds, proof: plan.method })
}
