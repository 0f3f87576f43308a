import { contextPrimitive, octetString, seq } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'

/** RFC 5280 4.2.1.1. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Buffer
  /** Whether it also names the issuer's certificate by issuer and serial, which BR 7.1.2.11.1 forbids. */
  readonly namesIssuer: boolean
}

/** RFC 5280 4.2.1.2: never critical. */
export const subjectKeyIdentifier = (identifier: Buffer): Extension => ({
  oid: oids.subjectKeyIdentifier,
  critical: false,
  value: octetString(identifier),
})

/** BR 7.1.2.11.1: the issuer's subject key identifier, and nothing else. */
export const authorityKeyIdentifier = (identifier: Buffer): Extension => ({
  oid: oids.authorityKeyIdentifier,
  critical: false,
  value: seq(contextPrimitive(0, identifier)),
})

export const readSubjectKeyIdentifier = (reader: DerReader): Buffer => reader.octetString()

export function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const fields = reader.sequence()
  const keyIdentifier = fields.optionalContextPrimitive(0)
  const namesIssuer = !fields.atEnd
  while (!fields.atEnd) fields.element()
  return keyIdentifier === undefined ? { namesIssuer } : { keyIdentifier, namesIssuer }
}
