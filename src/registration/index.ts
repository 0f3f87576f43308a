/**
 * The registration authority (RA): the only module that moves an order. One file per operation, each a story in
 * numbered steps. It speaks no wire format, opens no socket, and asks policy, validation and issuers for the rest.
 */
export type { Approval, ApprovalAnswer } from './approve-challenge.ts'
export { createCaaGate } from './check-caa.ts'
export type { RegistrationContext } from './context.ts'
export type { ExaminedCsr } from './examine-csr.ts'
export type { OrderOutcome, OrderPlan, OrderRequest } from './order-certificate.ts'
export { createRegistration, type Registration } from './registration.ts'
export type { ReissueOutcome, ReissueRequest } from './reissue-certificate.ts'
export type { Settlement } from './settle-certificate.ts'
export type { VerifiedContact } from './verify-contact.ts'
