import {
  type Challenge,
  catalogue,
  type Identifier,
  type Instant,
  randomId,
  ruleAt,
  sha256Hex,
  type ValidationAttempt,
} from '../core/index.ts'
import type { CertificateWithOrder, Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'
import { fail } from './fail-certificate.ts'
import { acceptProof } from './validate-challenge.ts'

/** What the one who got the mail is asked. */
export interface Approval {
  /** The domain whose control an approval proves. */
  readonly domain: Identifier
  /** All names that the certificate would carry. */
  readonly names: readonly Identifier[]
  readonly account: string
  /** The class by its marketed name. */
  readonly product: string
  /** For how many days the account may use the proof. */
  readonly reuseDays: number
}

export interface ApprovalAnswer {
  readonly token: string
  readonly decision: 'approve' | 'refuse'
  /** The address that the answer came from: kept with it. */
  readonly remoteAddress: string
}

/** What a mail's link asks; undefined when it was used, replaced by a newer mail's, ended, or never was. Changes nothing. */
export async function findApproval(context: RegistrationContext, token: string): Promise<Approval | undefined> {
  const challenge = await context.storage.reader.challenges.byEmailTokenHash(sha256Hex(token))
  const found = await load(context, challenge)
  return found === undefined ? undefined : await describe(context, found)
}

/**
 * Approves or refuses, once; undefined like `findApproval`. Approval is the proof (Baseline Requirements 3.2.2.4.4). A
 * refusal ends the whole request, whatever else of it is proven: somebody in charge of the domain said no. Its bill is
 * reversed, and a reissue's order keeps its older certificates.
 */
export async function answerApproval(
  context: RegistrationContext,
  { token, decision, remoteAddress }: ApprovalAnswer,
): Promise<Approval | undefined> {
  const { storage, metrics } = context
  const tokenHash = sha256Hex(token)
  const found = await load(context, await storage.reader.challenges.byEmailTokenHash(tokenHash))
  if (found === undefined) return undefined
  const approval = await describe(context, found)

  const answered = await storage.transaction(async (tx) => {
    // Read again inside: another click, a newer mail or a cancellation may have been faster.
    const challenge = await tx.challenges.byEmailTokenHash(tokenHash)
    if (challenge === undefined) return false
    return decision === 'approve'
      ? await approve(context, tx, challenge, remoteAddress)
      : await refuse(context, tx, { ...found, challenge }, remoteAddress)
  })
  if (!answered) return undefined
  metrics.count('reseal_validations_total', { method: 'email', valid: String(decision === 'approve') })
  return approval
}

async function approve(
  context: RegistrationContext,
  tx: Transaction,
  challenge: Challenge,
  remoteAddress: string,
): Promise<boolean> {
  if (!(await acceptProof(context, tx, challenge))) return false
  const attempt = attemptOf(challenge, `approved by ${addressOf(challenge)}`, true, remoteAddress, context.clock.now())
  await tx.challenges.recordAttempt(challenge.id, [attempt], null)
  return true
}

async function refuse(
  context: RegistrationContext,
  tx: Transaction,
  { challenge, order, certificate }: Found,
  remoteAddress: string,
): Promise<boolean> {
  const now = context.clock.now()
  const problem = `refused by ${addressOf(challenge)}`
  if (!(await tx.challenges.finish(challenge.id, 'invalid', now, problem))) return false
  await tx.challenges.recordAttempt(challenge.id, [attemptOf(challenge, problem, false, remoteAddress, now)], problem)
  await fail(context, tx, { order, certificate }, problem)
  return true
}

type Found = CertificateWithOrder & { readonly challenge: Challenge }

async function load(context: RegistrationContext, challenge: Challenge | undefined): Promise<Found | undefined> {
  if (challenge === undefined || challenge.expiresAt <= context.clock.now()) return undefined
  const loaded = await context.storage.reader.certificates.withOrderById(challenge.certificateId)
  return loaded?.certificate.status === 'pending' ? { ...loaded, challenge } : undefined
}

async function describe(context: RegistrationContext, { challenge, order, certificate }: Found): Promise<Approval> {
  const account = await context.storage.reader.accounts.byId(order.accountId)
  return {
    domain: challenge.authorizationDomain,
    names: certificate.identifiers.map(({ identifier }) => identifier),
    account: account?.login ?? order.createdBy,
    product: catalogue[order.class].name,
    reuseDays: ruleAt('controlReuseDays', context.clock.now()),
  }
}

/** Who answered is known by the address that the mail went to; where the click came from is kept beside it. */
function attemptOf(
  challenge: Challenge,
  found: string,
  valid: boolean,
  remoteAddress: string,
  at: Instant,
): ValidationAttempt {
  const perspective = 'approval page'
  return {
    id: randomId(),
    challengeId: challenge.id,
    at,
    perspective,
    server: remoteAddress,
    valid,
    found,
    authenticated: false,
  }
}

function addressOf({ proof }: Challenge): string {
  return proof.method === 'email' ? proof.address : ''
}
