import { createTransport } from 'nodemailer'
import type { Clock, Logger, Mail, Mailer } from '../core/index.ts'
import { writeMailFile } from './mail-file.ts'

export interface MailerOptions {
  /** `smtp://…` or `smtps://…`; null writes files. */
  readonly smtpUrl: string | null
  /** Where the `.eml` files go. */
  readonly directory: string
  /** The sender's bare address. */
  readonly from: string
  readonly clock: Clock
  readonly logger: Logger
}

/** Mails leave by SMTP, or stay as files that any mail program opens. */
export function createMailer(options: MailerOptions): Mailer {
  return options.smtpUrl === null ? fileMailer(options) : smtpMailer(options, options.smtpUrl)
}

function smtpMailer({ from, clock, logger }: MailerOptions, smtpUrl: string): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    // A job waits for this and is tried again: a server that says nothing must not hold it for long.
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
    ...closed,
  })
  // The pool reports a broken idle connection here; the mail it was for rejects in `send` besides.
  transport.on('error', (err: unknown) => logger.warn({ err }, 'the mail server broke a connection'))
  return {
    async send(mail) {
      await transport.sendMail(messageOf(mail, from, clock))
      logger.info({ messageId: mail.messageId }, 'mail handed to the mail server')
    },
    close: async () => transport.close(),
  }
}

function fileMailer({ from, directory, clock, logger }: MailerOptions): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...closed })
  return {
    async send(mail) {
      const { message } = await transport.sendMail(messageOf(mail, from, clock))
      const file = await writeMailFile(directory, mail.messageId, message as Buffer)
      logger.info({ messageId: mail.messageId, file }, 'mail written to a file')
    },
    close: async () => transport.close(),
  }
}

/** A mail never has a file or a web page in it, whatever somebody managed to get into a field. */
const closed = { disableFileAccess: true, disableUrlAccess: true }

/**
 * nodemailer reads a recipient as a list and looks for names and comments in it, in the envelope too: one address that
 * somebody typed could become two. So what is not exactly one bare address is not sent.
 */
const bareAddress = /^[^\s@,;:<>()[\]"\\\p{Cc}]{1,64}@(?:[^\s@,;:<>()[\]"\\\p{Cc}]{1,253}|\[[0-9A-Fa-f:.]+\])$/u

function messageOf(mail: Mail, from: string, clock: Clock) {
  if (!bareAddress.test(mail.to)) throw new Error('The recipient of a mail is not one bare mail address')
  const address = (bare: string) => ({ name: '', address: bare })
  return {
    envelope: { from, to: [mail.to] },
    from: address(from),
    to: address(mail.to),
    subject: mail.subject,
    text: mail.text,
    messageId: mail.messageId,
    date: new Date(clock.now()),
    // RFC 3834: no answers from robots.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
