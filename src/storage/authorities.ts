import type { Instant } from '../core/index.ts'

/** A CA of ours: a root or an issuing CA, its key encrypted. */
export interface Authority {
  /** A short name that stands in URLs: `d-rsa-1`. */
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  readonly brand: string
  readonly keyKind: 'rsa' | 'ec'
  readonly certificate: Buffer
  readonly sealedKey: Buffer
  readonly createdAt: Instant
}

export interface PublishedCrl {
  readonly caId: string
  readonly number: number
  readonly der: Buffer
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
}

export interface AuthorityReader {
  all(): Promise<readonly Authority[]>
  crl(caId: string): Promise<PublishedCrl | undefined>
}

export interface AuthorityWriter {
  insert(authority: Authority): Promise<void>
  /** Replaces the CA's CRL if the number is higher; false if it is not. */
  storeCrl(crl: PublishedCrl): Promise<boolean>
}
