import type { Command } from '../command.ts'
import { addCertificate } from './add-certificate.ts'
import { checkCertificate } from './check-certificate.ts'
import { deleteEvent, queryEventList, statusEvent } from './events.ts'
import { reissueCertificate } from './reissue-certificate.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { startSession, stopSession } from './sessions.ts'
import { statusCertificate } from './status-certificate.ts'

const all: readonly Command[] = [
  addCertificate,
  checkCertificate,
  deleteEvent,
  queryEventList,
  reissueCertificate,
  revokeCertificate,
  startSession,
  statusCertificate,
  statusEvent,
  stopSession,
  // The older dialect's word (reference section 1.4).
  { ...stopSession, name: 'EndSession' },
]

/** By name in lower case. */
export const commands: ReadonlyMap<string, Command> = new Map(
  all.map((command) => [command.name.toLowerCase(), command]),
)
