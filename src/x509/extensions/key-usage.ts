import { namedBits } from '../der.ts'
import type { DerReader } from '../der-reader.ts'
import { oids } from '../oid.ts'
import type { Extension } from './extension.ts'

/** RFC 5280 4.2.1.3, in the order of their bits. */
export const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

export type KeyUsage = (typeof keyUsages)[number]

const labels: Record<KeyUsage, string> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
}

/** As OpenSSL prints it: "Digital Signature". */
export const keyUsageLabel = (usage: KeyUsage): string => labels[usage]

/** RFC 5280 4.2.1.3: SHOULD be critical, and BR 7.1.2.7.11 has it so. */
export const keyUsage = (usages: readonly KeyUsage[], critical = true): Extension => ({
  oid: oids.keyUsage,
  critical,
  value: namedBits(usages.map((usage) => keyUsages.indexOf(usage))),
})

/** In the order of the bits; bits without a name are left out. */
export const readKeyUsage = (reader: DerReader): KeyUsage[] => reader.namedBits().flatMap((bit) => keyUsages[bit] ?? [])
