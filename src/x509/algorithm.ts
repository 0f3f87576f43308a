import { nullValue, oid, seq } from './der.ts'
import type { DerReader } from './der-reader.ts'
import { oids } from './oid.ts'

/** An AlgorithmIdentifier as read (RFC 5280 4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string
  /** The whole parameters element, if there is one. */
  readonly parameters?: Buffer
  /** The whole element, for comparing. */
  readonly der: Buffer
}

export function readAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const start = reader.position
  const inside = reader.sequence()
  const dotted = inside.oid()
  const parameters = inside.atEnd ? undefined : inside.element()
  inside.finish()
  const der = reader.bytes.subarray(start, reader.position)
  return parameters === undefined ? { oid: dotted, der } : { oid: dotted, parameters, der }
}

/** RFC 3279 2.2.1, RFC 4055 5: RSA algorithms carry a NULL; RFC 5758 3.2: ECDSA ones carry nothing. */
export const isNull = (parameters: Buffer | undefined): boolean =>
  parameters !== undefined && parameters.length === 2 && parameters[0] === 5 && parameters[1] === 0

export const rsaAlgorithm = (dotted: string): Buffer => seq(oid(dotted), nullValue())
export const plainAlgorithm = (dotted: string): Buffer => seq(oid(dotted))

/** The name OpenSSL and the providers print for an algorithm: "sha256WithRSAEncryption", "ecdsa-with-SHA256". */
export const algorithmName = (dotted: string): string => names.get(dotted) ?? dotted

const names = new Map<string, string>([
  [oids.rsaEncryption, 'rsaEncryption'],
  [oids.ecPublicKey, 'id-ecPublicKey'],
  [oids.ed25519, 'ED25519'],
  [oids.md5WithRSAEncryption, 'md5WithRSAEncryption'],
  [oids.sha1WithRSAEncryption, 'sha1WithRSAEncryption'],
  [oids.rsassaPss, 'rsassaPss'],
  [oids.sha256WithRSAEncryption, 'sha256WithRSAEncryption'],
  [oids.sha384WithRSAEncryption, 'sha384WithRSAEncryption'],
  [oids.sha512WithRSAEncryption, 'sha512WithRSAEncryption'],
  [oids.ecdsaWithSHA1, 'ecdsa-with-SHA1'],
  [oids.ecdsaWithSHA256, 'ecdsa-with-SHA256'],
  [oids.ecdsaWithSHA384, 'ecdsa-with-SHA384'],
  [oids.ecdsaWithSHA512, 'ecdsa-with-SHA512'],
])
