import type {
  Certificate,
  CertificateStatus,
  Instant,
  IssuedCertificate,
  Order,
  RevocationReason,
} from '../core/index.ts'

export interface CertificateReader {
  /** Another account's certificate is as absent as none. */
  byId(accountId: number, id: number): Promise<Certificate | undefined>
  /** The certificate and its order in one query. */
  withOrder(accountId: number, id: number): Promise<CertificateWithOrder | undefined>
  /** For jobs, which act for no account. */
  withOrderById(id: number): Promise<CertificateWithOrder | undefined>
  /** All of an order by sequence, without CSR and DER. */
  ofOrder(orderId: number): Promise<readonly CertificateSummary[]>
  /** The order's certificate with status `pending` or `issuing`, of which there is at most one. */
  openOf(orderId: number): Promise<Certificate | undefined>
  /** The valid one with the highest sequence. */
  newestValidOf(orderId: number): Promise<Certificate | undefined>
  chain(chainId: string): Promise<readonly Buffer[] | undefined>
  /** Ids with status `issuing` or `revoking` that nobody touched since `before`: left behind by a crash. */
  leftBehind(before: Instant, limit: number): Promise<readonly { id: number; status: CertificateStatus }[]>
  /** Ids of `pending` requests older than `before`. */
  hopeless(before: Instant, limit: number): Promise<readonly number[]>
  /** Ids of valid certificates whose notAfter passed. */
  ended(now: Instant, limit: number): Promise<readonly number[]>
}

export interface CertificateWithOrder {
  readonly certificate: Certificate
  readonly order: Order
}

export type CertificateSummary = Pick<
  Certificate,
  'id' | 'orderId' | 'status' | 'kind' | 'sequence' | 'identifiers' | 'createdAt' | 'updatedAt'
> & { readonly notAfter: Instant | null; readonly serialNumber: string | null; readonly issuerId: string | null }

export interface CertificateWriter {
  /** The sequence is one more than the order's highest. */
  insert(certificate: NewCertificate): Promise<{ readonly id: number; readonly sequence: number }>
  setStatus(
    id: number,
    from: readonly CertificateStatus[],
    to: CertificateStatus,
    change: StatusChange,
  ): Promise<boolean>
  /** From `issuing` to `valid`; false if it is not `issuing` any more. */
  storeIssued(id: number, issued: IssuedCertificate, at: Instant, by: string): Promise<boolean>
  /** What the customer should know while the request stays open; null clears it. */
  setProblem(id: number, problem: string | null): Promise<void>
  /** Adds the chain if it is new; its id is the SHA-256 of its certificates. */
  storeChain(chainId: string, certificates: readonly Buffer[]): Promise<void>
}

export interface StatusChange {
  readonly at: Instant
  readonly by: string
  readonly problem?: string | null
  readonly revokedAt?: Instant
  readonly revocationReason?: RevocationReason
}

export type NewCertificate = Pick<
  Certificate,
  'orderId' | 'accountId' | 'status' | 'kind' | 'identifiers' | 'csr' | 'keyHash' | 'createdAt' | 'createdBy'
>
