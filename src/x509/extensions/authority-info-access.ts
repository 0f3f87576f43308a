import { oid, seq, seqOf } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'
import { encodeUri, readUri } from './general-names.ts'

/** RFC 5280 4.2.2.1. */
export interface AccessDescription {
  readonly method: 'ocsp' | 'caIssuers' | string
  /** Undefined when the location is no URL. */
  readonly url?: string
}

/** BR 7.1.2.7.7: not critical; several of a method in order of preference. */
export const authorityInfoAccess = (access: {
  ocsp?: readonly string[]
  caIssuers?: readonly string[]
}): Extension => ({
  oid: oids.authorityInfoAccess,
  critical: false,
  value: seqOf([
    ...(access.ocsp ?? []).map((url) => seq(oid(oids.ocsp), encodeUri(url))),
    ...(access.caIssuers ?? []).map((url) => seq(oid(oids.caIssuers), encodeUri(url))),
  ]),
})

export function readAuthorityInfoAccess(reader: DerReader): AccessDescription[] {
  const list = reader.sequence()
  if (list.atEnd) throw new X509Error('extension', 'the authority information access is empty', list.position)
  const descriptions: AccessDescription[] = []
  while (!list.atEnd) {
    const fields = list.sequence()
    const dotted = fields.oid()
    const method = dotted === oids.ocsp ? 'ocsp' : dotted === oids.caIssuers ? 'caIssuers' : dotted
    const url = readUri(fields)
    fields.finish()
    descriptions.push(url === undefined ? { method } : { method, url })
  }
  return descriptions
}
