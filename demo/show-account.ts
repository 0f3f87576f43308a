import type { Client } from './client.ts'
import type { PlacedOrder } from './orders.ts'
import { type Progress, table } from './progress.ts'

interface View {
  readonly client: Client
  readonly progress: Progress
}

export async function showEvents({ client, progress }: View): Promise<void> {
  const list = await client.call('QueryEventList', { wide: '1' })
  const columns = ['event', 'eventclass', 'eventsubclass', 'object id', 'event date'].map((name) => list.all(name))
  const rows = (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? ''))
  for (const line of table([['Event', 'Class', 'Subclass', 'Certificate', 'Date'], ...rows])) progress.line(line)
}

/** What each answer billed; a reissue without new names bills nothing, and nothing is billed twice. */
export async function showBill({ client, progress }: View, orders: readonly PlacedOrder[]): Promise<void> {
  const bills = orders.map(({ plan, certificate, answer }) => {
    const counts = answer.all('billingcount')
    const items = answer.all('billingtype').map((type, item) => `${counts[item]} × ${type}`)
    const [net, vat] = [Number(answer.first('price') || 0), Number(answer.first('vat') || 0)]
    return { name: plan.name, certificate, items: items.join(', ') || 'reissue: nothing', net, vat }
  })
  const sum = (key: 'net' | 'vat') => bills.reduce((total, bill) => total + bill[key], 0)
  progress.line('')
  const rows = bills.map(({ certificate, name, items, net, vat }) => [certificate, name, items, money(net), money(vat)])
  const total = ['', '', 'Total', money(sum('net')), money(sum('vat'))]
  for (const line of table([['Certificate', 'Name', 'Billed', 'Net', 'VAT'], ...rows, total])) progress.line(line)
  await showBalance({ client, progress }, sum('net') + sum('vat'))
}

/** The ledger's sum, which must be the bill's. */
async function showBalance({ client, progress }: View, billed: number): Promise<void> {
  const status = await client.call('StatusAccount')
  const amount = Number(status.first('amount'))
  progress.line(`The account stands at ${money(amount)} ${status.first('currency')}`)
  if (Math.abs(amount + billed) > 0.005) throw new Error(`the account stands at ${amount}, but ${billed} was billed`)
}

const money = (amount: number): string => amount.toFixed(2)
