import { type AlgorithmIdentifier, algorithmName, readAlgorithm } from './algorithm.ts'
import { DerReader } from './der-reader.ts'
import { X509Error, within } from './error.ts'
import { type Extension, readExtensions, readValue } from './extensions/extension.ts'
import { readExtendedKeyUsage } from './extensions/extended-key-usage.ts'
import { readGeneralNames } from './extensions/general-names.ts'
import { type KeyUsage, readKeyUsage } from './extensions/key-usage.ts'
import { type Name, readName } from './name.ts'
import { oids } from './oid.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { verifySignature } from './signature.ts'

/** A PKCS#10 certification request (RFC 2986) whose self-signature has been verified. */
export interface CertificateRequest {
  readonly der: Buffer
  readonly subject: Name
  readonly publicKey: PublicKey
  /** From subjectAltName, as they were written: case and A-labels are for the policy. */
  readonly dnsNames: readonly string[]
  readonly emails: readonly string[]
  readonly ipAddresses: readonly string[]
  /** How many alternative names of other kinds there are, URIs among them. */
  readonly otherNames: number
  readonly keyUsage: readonly KeyUsage[]
  /** Names where there is one ("serverAuth"), else dotted OIDs. */
  readonly extendedKeyUsage: readonly string[]
  /** As OpenSSL prints it: "sha256WithRSAEncryption", "ecdsa-with-SHA256", "rsassaPss". */
  readonly signatureAlgorithm: string
  readonly extensions: readonly Extension[]
}

// A request for RSA-8192 with 250 names of the usual length is about 15 kB; the PEM decoder stops at the same size.
const maximumLength = 65_536
const maximumAttributes = 32

/**
 * Reads a request and verifies that its sender has the key. Throws X509Error; everything that is cheap is refused before
 * the signature is looked at, so that a huge request costs no more than a small one.
 */
export const parseCsr = (der: Buffer): CertificateRequest => within('CSR', () => parse(der))

function parse(der: Buffer): CertificateRequest {
  if (der.length > maximumLength) {
    throw new X509Error('tooLarge', `it has ${der.length} bytes, at most ${maximumLength} are read`)
  }
  const outer = new DerReader(der)
  const reader = outer.sequence()
  outer.finish()
  const tbsStart = reader.position
  const info = reader.sequence()
  const tbs = der.subarray(tbsStart, reader.position)
  const signatureAlgorithm = readAlgorithm(reader)
  const signature = reader.bitString()
  reader.finish()

  const { subject, publicKey, extensions } = readInfo(info)
  const names = readValue(extensions, oids.subjectAltName, readGeneralNames)
  const keyUsage = readValue(extensions, oids.keyUsage, readKeyUsage) ?? []
  const extendedKeyUsage = readValue(extensions, oids.extKeyUsage, readExtendedKeyUsage) ?? []
  verify({ tbs, signatureAlgorithm, signature }, publicKey)
  return {
    der,
    subject,
    publicKey,
    dnsNames: names?.dnsNames ?? [],
    emails: names?.emails ?? [],
    ipAddresses: names?.ipAddresses ?? [],
    otherNames: (names?.otherNames ?? 0) + (names?.uris.length ?? 0),
    keyUsage,
    extendedKeyUsage,
    signatureAlgorithm: algorithmName(signatureAlgorithm.oid),
    extensions,
  }
}

function readInfo(info: DerReader) {
  const at = info.position
  const version = info.small()
  // RFC 2986 4.1: version 1 is written as 0; requests with other numbers come from broken software.
  if (version !== 0) throw new X509Error('version', `the version field is ${version}, it must be 0`, at)
  const subject = readName(info)
  const publicKey = readPublicKey(info)
  // Some clients leave the attributes out altogether instead of writing an empty [0]; OpenSSL takes that too.
  const attributes = info.optionalContext(0)
  info.finish()
  return { subject, publicKey, extensions: attributes === undefined ? [] : readAttributes(attributes) }
}

/** The extensions asked for; other attributes are only checked for form. */
function readAttributes(attributes: DerReader): Extension[] {
  let extensions: Extension[] | undefined
  const seen = new Set<string>()
  while (!attributes.atEnd) {
    const at = attributes.position
    const fields = attributes.sequence()
    const type = fields.oid()
    const values = fields.setOf()
    fields.finish()
    if (seen.has(type) || seen.size === maximumAttributes) {
      throw new X509Error('duplicateAttribute', `the attribute ${type} occurs twice, or there are too many`, at)
    }
    seen.add(type)
    if (type === oids.extensionRequest || type === oids.microsoftExtensionRequest) {
      if (extensions !== undefined) {
        throw new X509Error('duplicateAttribute', 'there is more than one extension request', at)
      }
      extensions = readExtensions(values)
      if (!values.atEnd) throw new X509Error('duplicateAttribute', 'the extension request has more than one value', at)
    }
  }
  return extensions ?? []
}

function verify(signed: { tbs: Buffer; signatureAlgorithm: AlgorithmIdentifier; signature: Buffer }, key: PublicKey) {
  try {
    verifySignature(signed, key)
  } catch (error) {
    if (!(error instanceof X509Error) || error.code !== 'badSignature') throw error
    throw new X509Error('badSignature', 'the signature does not fit the public key and the content')
  }
}
