/**
 * What leaves the platform to tell somebody: mail now, webhooks later. Called from jobs, which retry; it decides
 * neither what is told nor to whom.
 */
export { createMailer, type MailerOptions } from './mailer.ts'
