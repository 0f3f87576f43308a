import type { Command } from '../command.ts'
import { addCertificate } from './add-certificate.ts'
import {
  cancelCertificateOrder,
  deleteCertificate,
  revokeCertificateOrder,
  statusCertificateOrder,
} from './certificate-orders.ts'
import { checkCertificate } from './check-certificate.ts'
import { addContact, statusContact } from './contacts.ts'
import { deleteEvent, queryEventList, statusEvent } from './events.ts'
import { getCertificateInfo } from './get-certificate-info.ts'
import { reissueCertificate } from './reissue-certificate.ts'
import { resendNotification } from './resend-notification.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { startSession, stopSession } from './sessions.ts'
import { statusAccount } from './status-account.ts'
import { statusCertificate } from './status-certificate.ts'

const all: readonly Command[] = [
  addCertificate,
  addContact,
  cancelCertificateOrder,
  checkCertificate,
  deleteCertificate,
  deleteEvent,
  getCertificateInfo,
  queryEventList,
  reissueCertificate,
  resendNotification,
  revokeCertificate,
  revokeCertificateOrder,
  startSession,
  statusAccount,
  statusCertificate,
  statusCertificateOrder,
  statusContact,
  statusEvent,
  stopSession,
  // The older dialect's word (reference section 1.4).
  { ...stopSession, name: 'EndSession' },
]

/** By name in lower case. */
export const commands: ReadonlyMap<string, Command> = new Map(
  all.map((command) => [command.name.toLowerCase(), command]),
)
