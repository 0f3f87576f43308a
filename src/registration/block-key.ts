import { ServiceError } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'

/**
 * Blocks a public key for every order from now on (Baseline Requirements 6.1.1.3); certificates that have it stay as
 * they are. False if it was blocked before: the first reason stays. Throws malformed.
 */
export async function blockKey(
  { storage, clock }: RegistrationContext,
  request: {
    /** SHA-256 of the subject public key info, lower-case hexadecimal. */
    readonly keyHash: string
    readonly reason: string
  },
): Promise<boolean> {
  const reason = request.reason.trim()
  if (!/^[0-9a-f]{64}$/.test(request.keyHash)) {
    throw new ServiceError('malformed', 'a SHA-256 in lower-case hexadecimal is expected', { field: 'keyHash' })
  }
  if (reason === '' || reason.length > 500) {
    throw new ServiceError('malformed', 'a reason of at most 500 characters is expected', { field: 'reason' })
  }
  return await storage.transaction(async ({ blockedKeys }) => {
    const known = await blockedKeys.isBlocked(request.keyHash)
    if (!known) await blockedKeys.block(request.keyHash, reason, clock.now())
    return !known
  })
}
