import { type CertificateIdentifier, controlCounts, day, ruleAt } from '../core/index.ts'
import type { AuthorizationReader } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'

/**
 * The identifiers of a certificate that the account has not proven, or whose proof is too old by the rule of today
 * (Baseline Requirements 4.2.1). The one place that decides whether proof is missing.
 */
export async function findUnproven(
  context: RegistrationContext,
  reader: { readonly authorizations: AuthorizationReader },
  accountId: number,
  identifiers: readonly CertificateIdentifier[],
): Promise<readonly CertificateIdentifier[]> {
  const { policy } = context
  const now = context.clock.now()
  const candidates = new Set(identifiers.flatMap(({ identifier }) => policy.parentsOf(identifier)))
  const since = now - ruleAt('controlReuseDays', now) * day
  const proofs = (await reader.authorizations.proofs(accountId, [...candidates], since)).filter((proof) =>
    controlCounts(proof, now),
  )
  return identifiers.filter(({ identifier }) => !proofs.some((proof) => policy.provesIdentifier(proof, identifier)))
}
