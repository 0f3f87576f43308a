import { oid, seq, seqOf } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'

/** RFC 5280 4.2.1.4. */
export interface PolicyInformation {
  readonly oid: string
  /** OIDs of its qualifiers. */
  readonly qualifiers: string[]
}

/** BR 7.1.2.7.9: not critical, without qualifiers (NOT RECOMMENDED). */
export const certificatePolicies = (policies: readonly string[]): Extension => ({
  oid: oids.certificatePolicies,
  critical: false,
  value: seqOf(policies.map((policy) => seq(oid(policy)))),
})

export function readCertificatePolicies(reader: DerReader): PolicyInformation[] {
  const list = reader.sequence()
  if (list.atEnd) throw new X509Error('extension', 'the certificate policies are empty', list.position)
  const policies: PolicyInformation[] = []
  while (!list.atEnd) {
    const fields = list.sequence()
    const policy = fields.oid()
    const qualifiers = fields.atEnd ? undefined : fields.sequence()
    fields.finish()
    policies.push({ oid: policy, qualifiers: qualifiers === undefined ? [] : readQualifiers(qualifiers) })
  }
  return policies
}

function readQualifiers(list: DerReader): string[] {
  const found: string[] = []
  while (!list.atEnd) {
    const fields = list.sequence()
    found.push(fields.oid())
    fields.element()
    fields.finish()
  }
  return found
}
