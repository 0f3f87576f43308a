import { constants, type KeyObject, sign, verify } from 'node:crypto'
import { type AlgorithmIdentifier, algorithmName, isNull, plainAlgorithm, rsaAlgorithm } from './algorithm.ts'
import { X509Error } from './error.ts'
import { oids } from './oid.ts'
import { readPssHash } from './pss.ts'
import type { PublicKey } from './public-key.ts'

/** What we sign with (BR 7.1.3.2). */
export type SignatureAlgorithm =
  | 'sha256WithRSAEncryption'
  | 'sha384WithRSAEncryption'
  | 'sha512WithRSAEncryption'
  | 'ecdsa-with-SHA256'
  | 'ecdsa-with-SHA384'
  | 'ecdsa-with-SHA512'

/** Anything signed in the X.509 way: a certificate, a CRL, a request. */
export interface Signed {
  readonly tbs: Buffer
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Buffer
}

type Hash = 'sha256' | 'sha384' | 'sha512'

const algorithms: Record<SignatureAlgorithm, { kind: 'rsa' | 'ec'; hash: Hash; oid: string; der: Buffer }> = {
  sha256WithRSAEncryption: rsa('sha256', oids.sha256WithRSAEncryption),
  sha384WithRSAEncryption: rsa('sha384', oids.sha384WithRSAEncryption),
  sha512WithRSAEncryption: rsa('sha512', oids.sha512WithRSAEncryption),
  'ecdsa-with-SHA256': ec('sha256', oids.ecdsaWithSHA256),
  'ecdsa-with-SHA384': ec('sha384', oids.ecdsaWithSHA384),
  'ecdsa-with-SHA512': ec('sha512', oids.ecdsaWithSHA512),
}
const byOid = new Map(Object.values(algorithms).map((algorithm) => [algorithm.oid, algorithm]))

// What is refused for its hash gets its own answer, so that the customer knows what to change.
const weak = new Set<string>([oids.md5WithRSAEncryption, oids.sha1WithRSAEncryption, oids.ecdsaWithSHA1])

/** The algorithm an issuing key signs with: BR 7.1.3.2.2 binds the hash of ECDSA to the curve. */
export function signatureAlgorithmFor(issuerKey: PublicKey): SignatureAlgorithm {
  if (issuerKey.kind === 'rsa') return 'sha256WithRSAEncryption'
  if (issuerKey.kind === 'ed25519') throw new X509Error('unsupportedKey', 'Ed25519 keys do not sign certificates here')
  return issuerKey.curve === 'P-256'
    ? 'ecdsa-with-SHA256'
    : issuerKey.curve === 'P-384'
      ? 'ecdsa-with-SHA384'
      : 'ecdsa-with-SHA512'
}

/** The AlgorithmIdentifier element. */
export const signatureAlgorithmDer = (algorithm: SignatureAlgorithm): Buffer => algorithms[algorithm].der

/** Signs to-be-signed bytes; ECDSA signatures are DER (RFC 5758 3.2). */
export function signTbs(tbs: Buffer, privateKey: KeyObject, algorithm: SignatureAlgorithm): Buffer {
  const { hash, kind } = algorithms[algorithm]
  if (privateKey.asymmetricKeyType !== kind) throw new TypeError(`a ${kind} key is needed for ${algorithm}`)
  return sign(hash, tbs, privateKey)
}

/**
 * Checks a signature; throws `badSignature`, `weakAlgorithm` (MD5, SHA-1) or `unsupportedAlgorithm`.
 * Accepted: SHA-256/384/512 with RSA PKCS#1 1.5, RSASSA-PSS and ECDSA, and Ed25519.
 */
export function verifySignature({ tbs, signatureAlgorithm, signature }: Signed, key: PublicKey): void {
  const check = verifier(signatureAlgorithm, key)
  let genuine = false
  try {
    genuine = check(tbs, signature, key.keyObject)
  } catch (error) {
    if (error instanceof X509Error) throw error
  }
  if (!genuine) throw new X509Error('badSignature', 'the signature does not verify')
}

function verifier(
  algorithm: AlgorithmIdentifier,
  key: PublicKey,
): (tbs: Buffer, signature: Buffer, key: KeyObject) => boolean {
  const { oid: dotted, parameters } = algorithm
  const name = algorithmName(dotted)
  if (weak.has(dotted)) {
    throw new X509Error('weakAlgorithm', `it is signed with ${name}; sign with SHA-256, SHA-384 or SHA-512`)
  }
  const plain = byOid.get(dotted)
  const kind = plain?.kind ?? (dotted === oids.rsassaPss ? 'rsa' : dotted === oids.ed25519 ? 'ed25519' : undefined)
  if (kind === undefined)
    throw new X509Error('unsupportedAlgorithm', `the signature algorithm ${name} is not supported`)
  if (kind !== key.kind) throw new X509Error('unsupportedAlgorithm', `${name} does not fit the key (${key.kind})`)
  if (dotted === oids.rsassaPss) {
    const { hash, saltLength } = readPssHash(parameters)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    return (tbs, signature, key) => verify(hash, tbs, { key, padding, saltLength }, signature)
  }
  // RFC 4055 5: a verifier must also take RSA algorithms without their NULL.
  if (parameters !== undefined && !(kind === 'rsa' && isNull(parameters))) {
    throw new X509Error('unsupportedAlgorithm', `${name} has parameters that do not belong there`)
  }
  return (tbs, signature, key) => verify(plain?.hash, tbs, key, signature)
}

function rsa(hash: Hash, dotted: string) {
  return { kind: 'rsa', hash, oid: dotted, der: rsaAlgorithm(dotted) } as const
}

function ec(hash: Hash, dotted: string) {
  return { kind: 'ec', hash, oid: dotted, der: plainAlgorithm(dotted) } as const
}
