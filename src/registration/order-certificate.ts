import {
  addYears,
  type Caller,
  type Certificate,
  type CertificateClass,
  type CertificateIdentifier,
  type Challenge,
  type ControlMethod,
  type ControlScope,
  type Order,
  type Period,
  ServiceError,
} from '../core/index.ts'
import type { ContactInputs } from '../contacts/index.ts'
import type { Quote } from '../policy/index.ts'
import type { RegistrationContext } from './context.ts'
import { type ExaminedCsr, examineCsr } from './examine-csr.ts'
import { namesOfCsr, planIdentifiers } from './plan-identifiers.ts'
import { placeRequest, prepareRequest } from './request-certificate.ts'
import { issueCertificate } from './issue-certificate.ts'

export interface OrderRequest {
  readonly class: CertificateClass
  /** DER. */
  readonly csr: Buffer
  /** As the customer wrote them, the first is the common name; empty takes the CSR's. */
  readonly names: readonly string[]
  /** Approver addresses by position of `names`. */
  readonly emails: readonly (string | undefined)[]
  /** By position of `names`: the parent that proves the name; absent is the scope's. */
  readonly controlDomains?: readonly (string | undefined)[]
  readonly method: ControlMethod
  readonly scope: ControlScope
  /** Whether free alternatives are added. */
  readonly autofill: boolean
  readonly serverType: string
  readonly period: Period
  readonly contacts: ContactInputs
}

/** What an order would be, or is: the same judgement and price in both cases. */
export interface OrderPlan {
  readonly identifiers: readonly CertificateIdentifier[]
  readonly quote: Quote
}

export interface OrderOutcome extends OrderPlan {
  readonly order: Order
  readonly certificate: Certificate
  /** What is still to be proven; empty once issued. */
  readonly challenges: readonly Challenge[]
}

/**
 * Buys one order and asks for its first certificate. Bills at once; issues at once where everything is proven, else
 * leaves challenges behind. Throws badCSR, badPublicKey, rejectedIdentifier, invalidProfile, invalidContact,
 * insufficientFunds; then nothing is stored.
 */
export async function orderCertificate(
  context: RegistrationContext,
  caller: Caller,
  request: OrderRequest,
): Promise<OrderOutcome> {
  // 1. Judge the request: key, names, class, price, contacts.
  const { csr, identifiers, quote, contacts, account } = await judge(context, caller, request)

  // 2. Find what is missing: proofs, a verified organization, CAA's permission.
  const now = context.clock.now()
  const organizationVerified = context.contacts.allVerified(request.class, contacts)
  const prepared = await prepareRequest(context, {
    accountId: caller.accountId,
    class: request.class,
    csr: request.csr,
    identifiers,
    organizationVerified,
    now,
  })

  // 3. Transaction A: the order, its bill, and the intent or the challenges.
  const placed = await context.storage.transaction(async (tx) => {
    const row = {
      accountId: caller.accountId,
      class: request.class.id,
      status: 'pending',
      period: request.period,
      paidUntil: addYears(now, 1),
      serverType: request.serverType,
      controlScope: request.scope,
      paidNames: identifiers.map(({ identifier }) => identifier),
      contacts: await context.contacts.store(tx, caller, contacts),
      parentOrderId: null,
      createdAt: now,
      createdBy: caller.login,
    } as const
    const orderId = await tx.orders.insert(row)
    const placedRequest = await placeRequest(context, tx, caller, prepared, {
      orderId,
      kind: 'request',
      identifiers,
      csr: request.csr,
      keyHash: csr.keyHash,
      now,
    })
    const certificateId = placedRequest.certificate.id
    await context.billing.charge(tx, { account, orderId, certificateId, lines: quote.lines, at: now })
    return { order: { ...row, id: orderId, updatedAt: now, updatedBy: caller.login }, ...placedRequest }
  })

  // 4. Issue at once where nothing is missing.
  if (placed.certificate.status !== 'issuing') return { ...placed, identifiers, quote }
  const settled = await issueCertificate(context, placed, csr.request.publicKey)
  return { ...placed, ...settled, identifiers, quote }
}

/** The same judgement without a trace: no id, no contact, no challenge, no bill. */
export async function previewOrder(
  context: RegistrationContext,
  caller: Caller,
  request: OrderRequest,
): Promise<OrderPlan> {
  const { identifiers, quote } = await judge(context, caller, request)
  return { identifiers, quote }
}

async function judge(context: RegistrationContext, caller: Caller, request: OrderRequest) {
  const csr: ExaminedCsr = await examineCsr(context, request.csr)
  if (!request.class.serverTypes.includes(request.serverType)) {
    throw new ServiceError('invalidProfile', `class ${request.class.id} has no server type ${request.serverType}`, {
      field: 'serverType',
    })
  }
  if (!request.class.periods.includes(request.period)) {
    throw new ServiceError('invalidProfile', `class ${request.class.id} is not sold for this period`, {
      field: 'period',
    })
  }
  const names = request.names.length > 0 ? request.names : namesOfCsr(csr.request)
  const { identifiers, ordered } = planIdentifiers(context, { ...request, names })
  const account = await context.storage.reader.accounts.byId(caller.accountId)
  if (account === undefined) throw new ServiceError('unauthenticated', 'the account does not exist any more')
  const { vatRate } = account
  const quote = context.policy.quote({ class: request.class, names: ordered, paidNames: [], vatRate })
  const contacts = await context.contacts.plan(caller, request.class, request.contacts)
  return { csr, identifiers, quote, contacts, account }
}
