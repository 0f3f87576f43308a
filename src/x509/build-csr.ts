import type { KeyObject } from 'node:crypto'
import { bitString, contextConstructed, integer, oid, seq, set } from './der.ts'
import { encodeExtensions } from './extensions/extension.ts'
import { subjectAltName } from './extensions/subject-alt-name.ts'
import type { Name } from './name.ts'
import { oids } from './oid.ts'
import { publicKeyOf } from './public-key.ts'
import { type SignatureAlgorithm, signatureAlgorithmDer, signatureAlgorithmFor, signTbs } from './signature.ts'

/** A PKCS#10 request (RFC 2986), DER, for a key of ours or of a laboratory: with the DNS names as alternative names. */
export function buildCsr(request: {
  subject: Name
  dnsNames?: readonly string[]
  privateKey: KeyObject
  signatureAlgorithm?: SignatureAlgorithm
}): Buffer {
  const { subject, dnsNames = [], privateKey } = request
  const publicKey = publicKeyOf(privateKey)
  const algorithm = request.signatureAlgorithm ?? signatureAlgorithmFor(publicKey)
  const attributes =
    dnsNames.length === 0 ? [] : [seq(oid(oids.extensionRequest), set(encodeExtensions([subjectAltName(dnsNames)])))]
  const tbs = seq(integer(0), subject.der, publicKey.spki, contextConstructed(0, ...attributes))
  return seq(tbs, signatureAlgorithmDer(algorithm), bitString(signTbs(tbs, privateKey, algorithm)))
}
