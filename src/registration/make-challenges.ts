import {
  authorizationDomainOf,
  type CertificateClass,
  type CertificateIdentifier,
  type ChallengeProof,
  day,
  type Identifier,
  type Instant,
  md5Hex,
  randomId,
  randomToken,
  ruleAt,
  sha256Hex,
} from '../core/index.ts'
import type { NewChallenge } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'

/**
 * One challenge for each authorization domain of the unproven names. Names under one scope domain share a random
 * value, so a customer who publishes what is printed for the first has published it for all.
 */
export function makeChallenges(
  context: RegistrationContext,
  request: {
    readonly accountId: number
    readonly class: CertificateClass
    readonly csr: Buffer
    readonly now: Instant
  },
  unproven: readonly CertificateIdentifier[],
): readonly Omit<NewChallenge, 'certificateId'>[] {
  const tokens = new Map<Identifier, string>()
  const challenges = new Map<string, Omit<NewChallenge, 'certificateId'>>()
  for (const identifier of unproven) {
    const authorizationDomain = authorizationDomainOf(identifier)
    const key = `${identifier.method} ${authorizationDomain} ${identifier.email ?? ''}`
    if (challenges.has(key)) continue
    const token = tokens.get(identifier.scopeDomain) ?? randomToken()
    tokens.set(identifier.scopeDomain, token)
    challenges.set(key, {
      id: randomId(),
      accountId: request.accountId,
      authorizationDomain,
      method: identifier.method,
      proof: proofOf(context, request, identifier, token),
      createdAt: request.now,
      expiresAt: request.now + ruleAt('randomValueDays', request.now) * day,
    })
  }
  return [...challenges.values()]
}

/** The forms are the CA's: reference/centralnic.md, product decision 5. */
function proofOf(
  context: RegistrationContext,
  request: { readonly class: CertificateClass; readonly csr: Buffer },
  { method, email, scopeDomain }: CertificateIdentifier,
  token: string,
): ChallengeProof {
  const sectigo = request.class.ca === 'Sectigo'
  switch (method) {
    case 'dns-txt':
      return { method, token }
    case 'dns-cname': {
      if (!sectigo) return { method, label: `_${token}`, target: context.cnameHost }
      const hash = sha256Hex(request.csr)
      const target = `${hash.slice(0, 32)}.${hash.slice(32)}.${token}.${context.cnameHost}`
      return { method, label: `_${md5Hex(request.csr)}`, target }
    }
    case 'http':
    case 'https':
      if (!sectigo) return { method, fileName: 'fileauth.txt', lines: [token] }
      return {
        method,
        fileName: `${md5Hex(request.csr).toUpperCase()}.txt`,
        lines: [sha256Hex(request.csr), context.cnameHost, token],
      }
    case 'email':
      // The token of a mail is made when it is sent, and kept as a hash only.
      return { method, address: email ?? `hostmaster@${scopeDomain}`, tokenHash: '' }
  }
}

/**
 * When a challenge is tried next: at about 1, 2, 4, 8, 15 and 30 s, then each minute for 15 minutes, then after 5, 15
 * and 60 minutes and 4 hours, then daily: the first of these times that is still to come, so that neither a customer who
 * asks for checks between them nor a platform that was stopped moves the others. Undefined when it would be past its end.
 */
export function nextAttemptAt(createdAt: Instant, expiresAt: Instant, now: Instant): Instant | undefined {
  const elapsed = now - createdAt
  const last = attemptOffsets.at(-1) ?? 0
  const planned = attemptOffsets.find((offset) => offset > elapsed)
  const at = createdAt + (planned ?? last + (Math.floor((elapsed - last) / day) + 1) * day)
  return at < expiresAt ? at : undefined
}

const inSeconds = [1, 2, 4, 8, 15, 30]
const inMinutes = [...Array.from({ length: 15 }, (_, index) => index + 1), 20, 35, 95, 335]
const attemptOffsets = [...inSeconds, ...inMinutes.map((minutes) => minutes * 60)].map((seconds) => seconds * 1_000)
