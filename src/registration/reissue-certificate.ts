import {
  type Caller,
  type Certificate,
  type CertificateClass,
  type Challenge,
  type ControlMethod,
  type ControlScope,
  catalogue,
  type Identifier,
  type Order,
  ServiceError,
} from '../core/index.ts'
import type { Quote } from '../policy/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { examineCsr } from './examine-csr.ts'
import { retireSignature } from './issuance-key.ts'
import { issueCertificate } from './issue-certificate.ts'
import { type CertificateReference, loadCertificate } from './load.ts'
import { organizationStanding } from './organization.ts'
import { type PlannedIdentifiers, planIdentifiers } from './plan-identifiers.ts'
import { placeRequest, prepareRequest } from './request-certificate.ts'

/** Only what is given changes; the rest is the order's and its newest certificate's. */
export interface ReissueRequest extends CertificateReference {
  /** DER; without it the old key is certified again. */
  readonly csr?: Buffer
  /** Replace the names; empty or absent keeps them. */
  readonly names?: readonly string[]
  readonly emails?: readonly (string | undefined)[]
  readonly controlDomains?: readonly (string | undefined)[]
  readonly method?: ControlMethod
  readonly scope?: ControlScope
  readonly autofill?: boolean
}

export interface ReissueOutcome {
  readonly order: Order
  readonly certificate: Certificate
  readonly challenges: readonly Challenge[]
  /** What the added names cost; empty lines where none were added. */
  readonly quote: Quote
}

/**
 * Makes a new certificate in the same order, paid until the same day; the old one stays valid. A reissue that is
 * still pending is replaced. Throws notFound, wrongState (before the first certificate, or an order that ended),
 * conflict (one is being issued this moment), and what ordering throws for keys, names and money.
 */
export async function reissueCertificate(
  context: RegistrationContext,
  caller: Caller,
  request: ReissueRequest,
): Promise<ReissueOutcome> {
  // 1. Load the order through the caller's account: not theirs is not found.
  const { order, certificate: named } = await loadCertificate(context.storage.reader, caller, request)
  const now = context.clock.now()
  assertReissuable(order, now)

  // 2. Judge state, key and names by today's policy.
  const certificateClass = catalogue[order.class]
  const csr = request.csr ?? named.csr
  const { keyHash, request: examined } = await examineCsr(context, csr)
  const { identifiers, ordered } = reissuedIdentifiers(context, certificateClass, order, named, request)
  const added = identifiers.map(({ identifier }) => identifier).filter((name) => !order.paidNames.includes(name))
  const quote = added.length === 0 ? nothingDue : await quoteAdded(context, order, certificateClass, ordered)

  // 3. Find what is not proven, and ask CAA where all is.
  const { verified } = await organizationStanding(context.storage.reader, order, certificateClass, now)
  const prepared = await prepareRequest(context, {
    accountId: caller.accountId,
    class: certificateClass,
    csr,
    identifiers,
    organizationVerified: verified,
    now,
  })

  // 4. Transaction A: order → reissuing, the intent or the challenges, the bill for added names.
  const placed = await context.storage.transaction(async (tx) => {
    if (!(await tx.orders.setStatus(order.id, ['valid', 'reissuing'], 'reissuing', now, caller.login))) {
      throw new ServiceError('wrongState', 'the order cannot be reissued any more', { field: 'certificate' })
    }
    await assertPaidAsJudged(tx, order)
    await replacePending(tx, order.id, caller, now)
    const placedRequest = await placeRequest(context, tx, caller, prepared, {
      orderId: order.id,
      kind: 'reissue',
      identifiers,
      csr,
      keyHash,
      now,
    })
    if (added.length > 0) await billAdded(context, tx, order, placedRequest.certificate.id, quote, added, now)
    return placedRequest
  })
  const reissuing: Order = {
    ...order,
    status: 'reissuing',
    paidNames: [...order.paidNames, ...added],
    updatedAt: now,
    updatedBy: caller.login,
  }
  if (placed.certificate.status !== 'issuing') return { ...placed, order: reissuing, quote }

  // 5.–7. Ask the issuer, transaction B, return.
  const intent = { order: reissuing, certificate: placed.certificate }
  const issued = await issueCertificate(context, intent, examined.publicKey)
  return { ...issued, challenges: placed.challenges, quote }
}

function assertReissuable(order: Order, now: number): void {
  const problem = notReissuable[order.status]
  if (problem !== null) throw new ServiceError('wrongState', problem, { field: 'certificate' })
  if (order.paidUntil <= now) throw new ServiceError('wrongState', 'the order has ended', { field: 'certificate' })
}

const notReissuable: Readonly<Record<Order['status'], string | null>> = {
  unsubmitted: 'the order was not submitted yet',
  pending: 'no certificate of this order was issued yet',
  valid: null,
  reissuing: null,
  canceling: 'the order is being cancelled',
  revoking: 'the order is being revoked',
  revoked: 'the order was revoked',
  canceled: 'the order was cancelled',
  invalid: 'no certificate of this order could be issued',
  expired: 'the order has ended',
}

function reissuedIdentifiers(
  context: RegistrationContext,
  certificateClass: CertificateClass,
  order: Order,
  named: Certificate,
  request: ReissueRequest,
): PlannedIdentifiers {
  const { names = [], emails = [], controlDomains = [], method, scope } = request
  const lists = [names, emails, controlDomains]
  const changed = lists.some(({ length }) => length > 0) || method !== undefined || scope !== undefined
  if (!changed)
    return { identifiers: named.identifiers, ordered: named.identifiers.map(({ identifier }) => identifier) }
  return planIdentifiers(context, {
    class: certificateClass,
    names: names.length > 0 ? names : named.identifiers.map(({ identifier }) => identifier),
    emails,
    controlDomains,
    method: method ?? named.identifiers[0]?.method ?? 'email',
    scope: scope ?? order.controlScope,
    autofill: names.length > 0 && (request.autofill ?? true),
  })
}

const nothingDue: Quote = { lines: [], net: 0, vat: 0 }

async function quoteAdded(
  context: RegistrationContext,
  { accountId, paidNames }: Order,
  certificateClass: CertificateClass,
  ordered: readonly Identifier[],
): Promise<Quote> {
  const account = await context.storage.reader.accounts.byId(accountId)
  if (account === undefined) throw new ServiceError('unauthenticated', 'the account does not exist any more')
  return context.policy.quote({ class: certificateClass, names: ordered, paidNames, vatRate: account.vatRate })
}

/** A second reissue before the first is issued replaces it; one that is being signed cannot be replaced. */
async function replacePending(tx: Transaction, orderId: number, caller: Caller, now: number): Promise<void> {
  const open = await tx.certificates.openOf(orderId)
  if (open === undefined) return
  const change = { at: now, by: caller.login, problem: 'replaced by a newer reissue' }
  if (open.status === 'issuing' || !(await tx.certificates.setStatus(open.id, ['pending'], 'canceled', change))) {
    throw new ServiceError('conflict', 'a reissue of this order is being issued this moment: try again', {
      field: 'certificate',
      retryAfter: 1,
    })
  }
  await tx.challenges.cancelOfCertificate(open.id, now)
  await retireSignature(tx, open.id, now)
}

/**
 * What is paid was read before CAA was asked, which a customer's own DNS can delay: another reissue may have paid for
 * names since, or one that failed may have given names back. Read again while the transaction holds the order.
 */
async function assertPaidAsJudged(tx: Transaction, order: Order): Promise<void> {
  const current = await tx.orders.byId(order.accountId, order.id)
  const same = current?.paidNames.length === order.paidNames.length
  if (same && current.paidNames.every((name, index) => name === order.paidNames[index])) return
  throw new ServiceError('conflict', 'another reissue changed the order: try again', {
    field: 'certificate',
    retryAfter: 1,
  })
}

async function billAdded(
  context: RegistrationContext,
  tx: Transaction,
  order: Order,
  certificateId: number,
  quote: Quote,
  added: readonly Identifier[],
  now: number,
): Promise<void> {
  const account = await tx.accounts.byId(order.accountId)
  if (account === undefined) throw new ServiceError('notFound', 'no such account')
  await tx.orders.setPaidNames(order.id, [...order.paidNames, ...added])
  await context.billing.charge(tx, { account, orderId: order.id, certificateId, lines: quote.lines, at: now })
}
