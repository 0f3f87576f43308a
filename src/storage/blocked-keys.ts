import type { Instant } from '../core/index.ts'

/** Keys that operators or revocations for keyCompromise blocked, by the SHA-256 of their subject public key info. */
export interface BlockedKeyReader {
  isBlocked(keyHash: string): Promise<boolean>
}

export interface BlockedKeyWriter {
  block(keyHash: string, reason: string, at: Instant): Promise<void>
}
