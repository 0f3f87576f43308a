import { catalogue, type JobControl, type JobResult, randomToken, sha256Hex } from '../core/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { RegistrationContext } from './context.ts'

/**
 * Sends the mail of an e-mail challenge with a link of its own. A job's handler: if the process dies between the two
 * steps the mail is sent again with a new link, and only the newest link works.
 */
export async function sendValidationMail(
  context: RegistrationContext,
  challengeId: string,
  control: JobControl<Transaction>,
): Promise<JobResult> {
  const { storage, mailer, publicUrl } = context
  const challenge = await storage.reader.challenges.byId(challengeId)
  if (challenge?.proof.method !== 'email' || challenge.status !== 'pending') return { done: true }
  const loaded = await storage.reader.certificates.withOrderById(challenge.certificateId)
  if (loaded === undefined) return { done: true }
  const token = randomToken()
  await storage.transaction((tx) => tx.challenges.setEmailToken(challengeId, sha256Hex(token)))
  await mailer.send({
    to: challenge.proof.address,
    subject: `Approve a certificate for ${challenge.authorizationDomain}`,
    text: textOf({
      domain: challenge.authorizationDomain,
      names: loaded.certificate.identifiers.map(({ identifier }) => identifier),
      account: loaded.order.createdBy,
      product: catalogue[loaded.order.class].name,
      link: `${publicUrl}/validate/${token}`,
    }),
    messageId: `${sha256Hex(token).slice(0, 32)}@${new URL(publicUrl).hostname}`,
  })
  return await control.commit(async (tx) => {
    await tx.challenges.recordAttempt(challengeId, [], null)
    return { done: true }
  })
}

function textOf(mail: {
  readonly domain: string
  readonly names: readonly string[]
  readonly account: string
  readonly product: string
  readonly link: string
}): string {
  return [
    `${mail.account} has ordered a certificate (${mail.product}) that names ${mail.domain}.`,
    '',
    'It will be valid for:',
    ...mail.names.map((name) => `  ${name}`),
    '',
    `If you control ${mail.domain} and agree, open this page and approve:`,
    '',
    mail.link,
    '',
    'If you do not know of this order, refuse it there, or do nothing: the link ends in 30 days.',
    '',
  ].join('\n')
}
