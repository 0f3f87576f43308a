import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'
import { encodeDnsNames } from './general-names.ts'

/** RFC 5280 4.2.1.6, BR 7.1.2.7.12: critical exactly when the subject is empty. */
export const subjectAltName = (dnsNames: readonly string[], critical = false): Extension => ({
  oid: oids.subjectAltName,
  critical,
  value: encodeDnsNames(dnsNames),
})
