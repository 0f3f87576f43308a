/**
 * The one error that operations throw. `kind` is from a closed list, so that each front end must say how it
 * answers it; `detail` is written for the customer and names the field; `cause` is for the log alone.
 */
export class ServiceError extends Error {
  readonly kind: ErrorKind
  readonly detail: string
  readonly field: string | undefined
  readonly subErrors: readonly SubError[]
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined

  constructor(kind: ErrorKind, detail: string, options: ServiceErrorOptions = {}) {
    super(`${kind}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ServiceError'
    this.kind = kind
    this.detail = detail
    this.field = options.field
    this.subErrors = options.subErrors ?? []
    this.retryAfter = options.retryAfter
  }
}

export interface ServiceErrorOptions {
  /** The field in core's words ('csr', 'names[2]', 'certificate'); front ends translate it into their own. */
  readonly field?: string
  readonly subErrors?: readonly SubError[]
  readonly retryAfter?: number
  readonly cause?: unknown
}

export interface SubError {
  readonly kind: ErrorKind
  readonly detail: string
  readonly field?: string
}

/** Kinds with RFC 8555 section 6.7 names where one exists, and our own where not; the text is for docs/errors.md. */
export const errorKinds = {
  // the request
  malformed: 'A value cannot be read: wrong type, wrong form, too long.',
  missing: 'Something that is needed was not given.',
  badCSR: 'The certificate signing request cannot be used.',
  badPublicKey: 'The public key is too weak, blocked or of a kind that the class does not take.',
  badSignatureAlgorithm: 'The signature algorithm is not accepted.',
  badRevocationReason: 'The revocation reason is not one that a subscriber may give.',
  rejectedIdentifier: 'A name may not be certified, or not by this class.',
  unsupportedIdentifier: 'A name is of a kind that is not supported, such as an IP address.',
  invalidContact: 'A contact is missing, incomplete or unusable for its role.',
  invalidProfile: 'The class does not allow what was asked: period, method, server type, number of names.',
  notAllowed: 'The value is well-formed and known, but not acceptable here.',
  // the state
  notFound: "The object does not exist, or is another account's.",
  conflict: 'Another change to the same object is under way; the same request may succeed in a moment.',
  wrongState: 'Something else has to come first, or the object is not in the state that this operation needs.',
  tooEarly: 'The operation is possible later, not yet.',
  tooLate: 'The object is past the state in which the operation was possible.',
  alreadyRevoked: 'The certificate is already revoked.',
  inUse: 'The object is still used by another.',
  duplicate: 'An object with this name exists already.',
  // the caller
  unauthenticated: 'The credentials or the session are not valid.',
  unauthorized: 'The caller may not do this.',
  rateLimited: 'Too many requests or failed logins.',
  insufficientFunds: "The account's credit limit would be exceeded.",
  // control of names
  dns: 'A DNS query failed.',
  connection: 'The validation server could not connect.',
  incorrectResponse: 'What was found is not what the challenge asks for.',
  caa: 'A CAA record forbids issuance.',
  tls: 'The TLS handshake of a validation failed.',
  // issuers
  issuerRejected: 'The issuer refused the request.',
  issuerUnavailable: 'The issuer cannot be reached; the request is kept and tried again.',
  // ours
  serverInternal: 'A fault of the platform; the request id finds it in the log.',
} as const

export type ErrorKind = keyof typeof errorKinds
