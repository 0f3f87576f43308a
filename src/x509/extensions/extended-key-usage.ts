import { oid, seqOf } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'

/** RFC 5280 4.2.1.12. */
export type ExtendedKeyUsage =
  | 'anyExtendedKeyUsage'
  | 'serverAuth'
  | 'clientAuth'
  | 'codeSigning'
  | 'emailProtection'
  | 'timeStamping'
  | 'ocspSigning'

const labels: Record<ExtendedKeyUsage, string> = {
  anyExtendedKeyUsage: 'Any Extended Key Usage',
  serverAuth: 'TLS Web Server Authentication',
  clientAuth: 'TLS Web Client Authentication',
  codeSigning: 'Code Signing',
  emailProtection: 'E-mail Protection',
  timeStamping: 'Time Stamping',
  ocspSigning: 'OCSP Signing',
}
const names = new Map<string, ExtendedKeyUsage>(
  (Object.keys(labels) as ExtendedKeyUsage[]).map((name) => [oids[name], name]),
)

/** As OpenSSL prints it: "TLS Web Server Authentication"; a purpose without a name in dotted form. */
export const extendedKeyUsageLabel = (usage: ExtendedKeyUsage | string): string =>
  labels[usage as ExtendedKeyUsage] ?? usage

/** BR 7.1.2.7.10: not critical. */
export const extendedKeyUsage = (usages: readonly ExtendedKeyUsage[], critical = false): Extension => ({
  oid: oids.extKeyUsage,
  critical,
  value: seqOf(usages.map((usage) => oid(oids[usage]))),
})

const maximumUsages = 64

/** Names where there is one, else dotted OIDs. */
export function readExtendedKeyUsage(reader: DerReader): (ExtendedKeyUsage | string)[] {
  const list = reader.sequence()
  if (list.atEnd) throw new X509Error('extension', 'the extended key usage is empty', list.position)
  const usages: string[] = []
  const at = list.position
  while (!list.atEnd) {
    if (usages.length === maximumUsages) throw new X509Error('extension', 'there are too many extended key usages', at)
    const dotted = list.oid()
    usages.push(names.get(dotted) ?? dotted)
  }
  return usages
}
