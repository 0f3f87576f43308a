import { type CertificateReference, loadCertificate, loadOrder, type OrderReference } from './load.ts'
import { once } from './once.ts'
import type { Caller, JobControl, JobResult, Order, SweepName } from '../core/index.ts'
import type { CertificateWithOrder, Transaction } from '../storage/index.ts'
import { type Approval, type ApprovalAnswer, answerApproval, findApproval } from './approve-challenge.ts'
import { blockKey } from './block-key.ts'
import { cancelOrder } from './cancel-order.ts'
import type { RegistrationContext } from './context.ts'
import { deleteEvent } from './delete-event.ts'
import { type ExaminedCsr, examineCsr } from './examine-csr.ts'
import {
  type OrderOutcome,
  type OrderPlan,
  type OrderRequest,
  orderCertificate,
  previewOrder,
} from './order-certificate.ts'
import { type ReissueOutcome, type ReissueRequest, reissueCertificate } from './reissue-certificate.ts'
import { resendValidation } from './resend-validation.ts'
import { revokeCertificate, revokeOrder } from './revoke-certificate.ts'
import { sendValidationMail } from './send-validation-mail.ts'
import { type Settlement, settleCertificate } from './settle-certificate.ts'
import { endRevocation } from './settle-revocation.ts'
import { sweep, sweepPeriods } from './sweep.ts'
import { type VerifiedContact, verifyContact } from './verify-contact.ts'
import { validateChallenge } from './validate-challenge.ts'

/** The list of operations: each is one file of this folder, with its errors in its docstring. */
export interface Registration {
  examineCsr(der: Buffer): Promise<ExaminedCsr>
  orderCertificate(caller: Caller, request: OrderRequest): Promise<OrderOutcome>
  previewOrder(caller: Caller, request: OrderRequest): Promise<OrderPlan>
  reissueCertificate(caller: Caller, request: ReissueRequest): Promise<ReissueOutcome>
  revokeCertificate(caller: Caller, request: Parameters<typeof revokeCertificate>[2]): Promise<void>
  revokeOrder(caller: Caller, request: Parameters<typeof revokeOrder>[2]): Promise<void>
  cancelOrder(caller: Caller, request: Parameters<typeof cancelOrder>[2]): Promise<void>
  /** What the caller names, with the same answer for another's object as for none: notFound. */
  findCertificate(caller: Caller, reference: CertificateReference): Promise<CertificateWithOrder>
  findOrder(caller: Caller, reference: OrderReference): Promise<Order>
  resendValidation(caller: Caller, request: Parameters<typeof resendValidation>[2]): Promise<void>
  deleteEvent(caller: Caller, request: Parameters<typeof deleteEvent>[2]): Promise<void>
  // for whoever holds the link of a validation mail
  findApproval(token: string): Promise<Approval | undefined>
  answerApproval(answer: ApprovalAnswer): Promise<Approval | undefined>
  // for operators
  verifyContact(request: Parameters<typeof verifyContact>[1]): Promise<VerifiedContact>
  blockKey(request: Parameters<typeof blockKey>[1]): Promise<boolean>
  once: OmitContext<typeof once>
  // for jobs, which act for no caller
  settleCertificate(certificateId: number): Promise<Settlement>
  endRevocation(certificateId: number): Promise<number | undefined>
  validateChallenge(challengeId: string, control: JobControl<Transaction>): Promise<JobResult>
  sendValidationMail(challengeId: string, control: JobControl<Transaction>): Promise<JobResult>
  sweep(name: SweepName): Promise<void>
  readonly sweepPeriods: Readonly<Record<SweepName, number>>
}

type OmitContext<F> = F extends (context: RegistrationContext, ...rest: infer R) => infer T ? (...rest: R) => T : never

export function createRegistration(context: RegistrationContext): Registration {
  return {
    examineCsr: (der) => examineCsr(context, der),
    orderCertificate: (caller, request) => orderCertificate(context, caller, request),
    previewOrder: (caller, request) => previewOrder(context, caller, request),
    reissueCertificate: (caller, request) => reissueCertificate(context, caller, request),
    revokeCertificate: (caller, request) => revokeCertificate(context, caller, request),
    revokeOrder: (caller, request) => revokeOrder(context, caller, request),
    cancelOrder: (caller, request) => cancelOrder(context, caller, request),
    findCertificate: (caller, reference) => loadCertificate(context.storage.reader, caller, reference),
    findOrder: (caller, reference) => loadOrder(context.storage.reader, caller, reference),
    resendValidation: (caller, request) => resendValidation(context, caller, request),
    deleteEvent: (caller, request) => deleteEvent(context, caller, request),
    findApproval: (token) => findApproval(context, token),
    answerApproval: (answer) => answerApproval(context, answer),
    verifyContact: (request) => verifyContact(context, request),
    blockKey: (request) => blockKey(context, request),
    once: (caller, request, run, recover) => once(context, caller, request, run, recover),
    settleCertificate: (certificateId) => settleCertificate(context, certificateId),
    endRevocation: (certificateId) => endRevocation(context, certificateId),
    validateChallenge: (challengeId, control) => validateChallenge(context, challengeId, control),
    sendValidationMail: (challengeId, control) => sendValidationMail(context, challengeId, control),
    sweep: (name) => sweep(context, name),
    sweepPeriods,
  }
}
