import type { JobHandlers, JobResult } from '../core/index.ts'
import type { Registration } from '../registration/index.ts'
import type { Transaction } from '../storage/index.ts'

export interface HandlerOptions {
  readonly registration: Registration
  /** Publishes the CRL of a CA of ours. */
  readonly publishCrl: (caId: string) => Promise<void>
}

/** What each kind of job does: one operation of the registration authority, and when to come back. */
export function createHandlers({ registration, publishCrl }: HandlerOptions): JobHandlers<Transaction> {
  return {
    'validate-challenge': ({ payload }, control) => registration.validateChallenge(payload.challengeId, control),
    'send-validation-mail': ({ payload }, control) => registration.sendValidationMail(payload.challengeId, control),
    'settle-certificate': async ({ payload }) => {
      const settlement = await registration.settleCertificate(payload.certificateId)
      return settlement.state === 'again' ? { again: settlement.at } : done
    },
    'settle-revocation': async ({ payload }) => {
      const again = await registration.endRevocation(payload.certificateId)
      return again === undefined ? done : { again }
    },
    'publish-crl': async ({ payload }) => {
      await publishCrl(payload.caId)
      return done
    },
    sweep: async ({ payload }) => {
      await registration.sweep(payload.sweep)
      return done
    },
  }
}

const done: JobResult = { done: true }
