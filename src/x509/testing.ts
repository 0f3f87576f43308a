import { execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bitString, integer, seq } from './der.ts'
import { rsaAlgorithm } from './algorithm.ts'
import { X509Error, type X509ErrorCode } from './error.ts'
import {
  assembleCertificate,
  attribute,
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  buildTbsCertificate,
  type Certificate,
  type CertificateFields,
  certificatePolicies,
  createName,
  cRLDistributionPoints,
  extendedKeyUsage,
  type KeyPair,
  keyIdentifier,
  keyUsage,
  type LintContext,
  oids,
  parseCertificate,
  parsePublicKey,
  type PublicKey,
  publicKeyOf,
  signatureAlgorithmFor,
  signTbs,
  subjectAltName,
  subjectKeyIdentifier,
} from './index.ts'

/** What the tests of this folder share: keys from test/vectors/x509, a CA, a good leaf, and the openssl command. */

const vectors = new URL('../../test/vectors/x509/', import.meta.url)
export const now = Date.UTC(2026, 10, 23, 12)
export const day = 86_400_000

export type VectorKey = 'rsa-1024' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'P-256' | 'P-384' | 'P-521' | 'ed25519'

export const keyFile = (name: VectorKey): string => new URL(`${name}.key.pem`, vectors).pathname

export function keyPair(name: VectorKey): KeyPair {
  const privateKey = createPrivateKey(readFileSync(keyFile(name)))
  return { privateKey, publicKey: publicKeyOf(privateKey) }
}

export const weakModuli = JSON.parse(readFileSync(new URL('weak-moduli.json', vectors), 'utf8')) as Record<
  string,
  string
>

/** An RSA key of any numbers. */
export const rsaKey = (modulus: bigint, exponent = 65537n): PublicKey =>
  parsePublicKey(seq(rsaAlgorithm(oids.rsaEncryption), bitString(seq(integer(modulus), integer(exponent)))))

export interface TestCa {
  certificate: Certificate
  privateKey: KeyObject
}

export function makeCa(name: VectorKey = 'P-384', commonName = 'Reseal Test CA'): TestCa {
  const { privateKey, publicKey } = keyPair(name)
  const subject = createName([
    ['countryName', 'DE'],
    ['organizationName', 'Reseal, Inc.'],
    ['commonName', commonName],
  ])
  const fields: CertificateFields = {
    serialNumber: '40aa00000000000000000000000000ff',
    signatureAlgorithm: signatureAlgorithmFor(publicKey),
    issuer: subject,
    notBefore: now - 30 * day,
    notAfter: now + 3650 * day,
    subject,
    publicKey,
    extensions: [
      basicConstraints({ ca: true, pathLength: 0 }),
      keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(keyIdentifier(publicKey)),
    ],
  }
  const tbs = buildTbsCertificate(fields)
  return {
    privateKey,
    certificate: parseCertificate(assembleCertificate(tbs, signTbs(tbs, privateKey, fields.signatureAlgorithm))),
  }
}

/** A leaf that passes all lints. */
export function leafFields(ca: TestCa, publicKey: PublicKey = keyPair('P-256').publicKey): CertificateFields {
  const issuer = ca.certificate
  return {
    serialNumber: '5e0000000000000000000000000000f0',
    signatureAlgorithm: signatureAlgorithmFor(issuer.publicKey),
    issuer: issuer.subject,
    notBefore: now - 1_800_000,
    notAfter: now - 1_800_000 + 199 * day - 2000,
    subject: createName([['commonName', 'www.example.com']]),
    publicKey,
    extensions: [
      keyUsage(publicKey.kind === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']),
      extendedKeyUsage(['serverAuth']),
      authorityKeyIdentifier(issuer.subjectKeyIdentifier ?? Buffer.alloc(0)),
      subjectAltName(['www.example.com', 'example.com', '*.example.net', 'xn--bcher-kva.example']),
      certificatePolicies([oids.domainValidated]),
      cRLDistributionPoints(['http://pki.example.org/ca1.crl']),
      authorityInfoAccess({ ocsp: ['http://ocsp.example.org/'], caIssuers: ['http://pki.example.org/ca1.cer'] }),
    ],
  }
}

export function sign(fields: CertificateFields, ca: TestCa): Buffer {
  const tbs = buildTbsCertificate(fields)
  return assembleCertificate(tbs, signTbs(tbs, ca.privateKey, fields.signatureAlgorithm))
}

export const lintContext = (ca: TestCa): LintContext => ({
  issuer: ca.certificate,
  maximumValiditySeconds: 199 * 86_400,
  now,
  policyOid: oids.domainValidated,
  family: 'tls',
})

export const commonName = (certificate: { subject: Parameters<typeof attribute>[0] }): string | undefined =>
  attribute(certificate.subject, 'commonName')

/** For assert.throws. */
export const refusal =
  (code: X509ErrorCode, message?: RegExp) =>
  (error: unknown): boolean => {
    if (!(error instanceof X509Error)) throw error
    if (error.code !== code || message?.test(error.message) === false)
      throw new Error(`${error.code}: ${error.message}`)
    return true
  }

/** The `skip` option of a test that needs the openssl command. */
export const withoutOpenssl = hasOpenssl() ? false : 'the openssl command is not installed'

export function openssl(args: readonly string[], input?: string | Buffer): Buffer {
  return execFileSync('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'], ...(input === undefined ? {} : { input }) })
}

/** Runs with a folder for files, which openssl wants for chains. */
export function withFiles<T>(files: Record<string, string | Buffer>, run: (path: (name: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-x509-'))
  const path = (name: string) => join(folder, name)
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content)
    return run(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function hasOpenssl(): boolean {
  try {
    openssl(['version'])
    return true
  } catch {
    return false
  }
}
