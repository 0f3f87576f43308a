import type { ErrorKind, ServiceError } from '../../core/index.ts'
import { describe, type ProtocolError, type ReturnCode } from '../../protocols/centralnic/index.ts'
import { fieldName, type GivenParameters } from './field-names.ts'

/** What a kind of error is on this wire (reference/centralnic.md section 2). A new kind stops the build here. */
export const returnCodeOf = {
  malformed: 505,
  missing: 504,
  badCSR: 507,
  badPublicKey: 541,
  badSignatureAlgorithm: 541,
  badRevocationReason: 541,
  rejectedIdentifier: 541,
  unsupportedIdentifier: 541,
  invalidContact: 541,
  invalidProfile: 541,
  notAllowed: 541,
  notFound: 545,
  conflict: 421,
  wrongState: 547,
  tooEarly: 548,
  tooLate: 552,
  alreadyRevoked: 552,
  inUse: 561,
  duplicate: 540,
  unauthenticated: 530,
  unauthorized: 531,
  rateLimited: 422,
  insufficientFunds: 546,
  dns: 549,
  connection: 549,
  incorrectResponse: 549,
  caa: 549,
  tls: 549,
  issuerRejected: 549,
  issuerUnavailable: 423,
  serverInternal: 421,
} as const satisfies Record<ErrorKind, ReturnCode>

/** An error that this front end finds itself: a code, and what stands behind the description's `; `. */
export class CommandError extends Error {
  readonly code: ReturnCode
  readonly reason: string

  constructor(code: ReturnCode, reason: string) {
    super(`${code}: ${reason}`)
    this.name = 'CommandError'
    this.code = code
    this.reason = reason
  }
}

export interface Refusal {
  readonly code: ReturnCode
  readonly description: string
}

/** The answer to a ServiceError: `541 Invalid attribute value; DOMAIN1: …`. Given parameters tell where values came from. */
export function refusalOf(error: ServiceError, given?: GivenParameters): Refusal {
  const code = returnCodeOf[error.kind]
  // A wrong password must not be told from a wrong session, nor a fault of ours from another.
  if (error.kind === 'unauthenticated') return { code, description: describe(code) }
  const name = error.field === undefined ? undefined : fieldName(error.field, given)
  if (error.kind === 'notFound' || error.kind === 'missing') return { code, description: describe(code, name) }
  return {
    code,
    description: describe(code, name === undefined ? error.detail : `${name}: ${withoutName(error.detail, name)}`),
  }
}

export function refusalOfProtocol(error: ProtocolError): Refusal {
  const { kind, field } = error
  const code = kind === 'duplicate' ? 540 : field === undefined || field === 'S_COMMAND' ? 507 : 505
  return { code, description: describe(code, error.message) }
}

/** "CSR: the key …" behind the name CSR would say it twice. */
function withoutName(detail: string, name: string): string {
  return detail.startsWith(`${name}: `) ? detail.slice(name.length + 2) : detail
}
