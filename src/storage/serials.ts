import type { Instant, RevocationReason } from '../core/index.ts'

/**
 * What the CA wrote down before it signed: every signature that may exist has its row here, found by the key of the
 * issuance it was made for. `tbs` goes once the signed certificate is stored.
 */
export interface Serial {
  readonly caId: string
  readonly serialNumber: string
  readonly issuanceKey: string
  readonly tbs: Buffer | null
  readonly notAfter: Instant
  readonly createdAt: Instant
  readonly revokedAt: Instant | null
  readonly reason: RevocationReason | null
}

export interface SerialReader {
  byIssuanceKey(issuanceKey: string): Promise<Serial | undefined>
  byNumber(caId: string, serialNumber: string): Promise<Serial | undefined>
  /** Revoked and not ended before `notAfter`, by serial number. */
  revoked(caId: string, endsAfter: Instant): Promise<readonly RevokedSerial[]>
  /** The newest revocation of each CA: what its CRL has to be newer than. */
  newestRevocations(): Promise<ReadonlyMap<string, Instant>>
}

export interface RevokedSerial {
  readonly serialNumber: string
  readonly revokedAt: Instant
  readonly reason: RevocationReason
}

export interface SerialWriter {
  /** Throws ServiceError `conflict` if the CA's serial or the issuance key exists. */
  insert(serial: Omit<Serial, 'revokedAt' | 'reason'>): Promise<void>
  /** The signed certificate is stored elsewhere now. */
  forgetTbs(issuanceKey: string): Promise<void>
  /**
   * Revokes a serial that was recorded and never delivered, and frees its issuance key for another; false if it was
   * delivered, revoked or retired before.
   */
  retire(caId: string, serialNumber: string, at: Instant): Promise<boolean>
  /** False if it was revoked before or does not exist. */
  revoke(caId: string, serialNumber: string, at: Instant, reason: RevocationReason): Promise<boolean>
}
