import {
  type Account,
  type LedgerEntry,
  type Money,
  type PriceComponent,
  randomId,
  ServiceError,
} from '../core/index.ts'
import type { Transaction } from '../storage/index.ts'

/** Writes the ledger: a line per price component, and the account's balance with it. */
export interface BillingService {
  /**
   * Bills the lines in the transaction that accepts the order, and puts the balance down by the gross amount. Throws
   * `insufficientFunds` if the credit limit forbids it: then the transaction must not go on.
   */
  charge(tx: Transaction, charge: Charge): Promise<void>
  /** Reverses every charge that the certificate request made and that was not reversed before. */
  refund(tx: Transaction, refund: Omit<Charge, 'lines' | 'account'>): Promise<void>
}

export interface Charge {
  readonly account: Account
  readonly orderId: number
  readonly certificateId: number
  readonly lines: readonly ChargeLine[]
  readonly at: number
}

export interface ChargeLine {
  readonly component: PriceComponent
  readonly count: number
  readonly net: Money
  readonly vat: Money
}

export function createBilling(): BillingService {
  return { charge, refund }
}

async function charge(tx: Transaction, { account, orderId, certificateId, lines, at }: Charge): Promise<void> {
  if (lines.length === 0) return
  const gross = lines.reduce((sum, { net, vat }) => sum + net + vat, 0)
  if (!(await tx.accounts.charge(account.id, gross))) {
    throw new ServiceError('insufficientFunds', 'the order would exceed the credit limit of the account')
  }
  await tx.ledger.insert(
    lines.map((line) => ({
      id: randomId(),
      accountId: account.id,
      orderId,
      certificateId,
      kind: 'charge',
      component: line.component,
      count: line.count,
      net: line.net,
      vat: line.vat,
      currency: account.currency,
      createdAt: at,
    })),
  )
}

async function refund(
  tx: Transaction,
  { orderId, certificateId, at }: Omit<Charge, 'lines' | 'account'>,
): Promise<void> {
  const entries = (await tx.ledger.ofOrder(orderId)).filter((entry) => entry.certificateId === certificateId)
  const refunded = new Set(entries.filter(({ kind }) => kind === 'refund').map(({ component }) => component))
  const reversals = entries
    .filter(({ kind, component }) => kind === 'charge' && !refunded.has(component))
    .map(
      (entry): LedgerEntry => ({
        ...entry,
        id: randomId(),
        kind: 'refund',
        net: -entry.net,
        vat: -entry.vat,
        createdAt: at,
      }),
    )
  const [first] = reversals
  if (first === undefined) return
  await tx.ledger.insert(reversals)
  const gross = reversals.reduce((sum, { net, vat }) => sum + net + vat, 0)
  await tx.accounts.charge(first.accountId, gross)
}
