import 'reflect-metadata'
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import * as peculiar from '@peculiar/x509'
import fc from 'fast-check'
import { assembleCertificate, parseCertificate, signatureAlgorithmName, tbsOf } from './certificate.ts'
import * as der from './der.ts'
import { X509Error } from './error.ts'
import { formatName } from './format-name.ts'
import { extendedKeyUsageLabel, keyUsageLabel, oids } from './index.ts'
import { encodePem } from './pem.ts'
import { randomSerialNumber } from './serial-number.ts'
import { signTbs, verifySignature } from './signature.ts'
import { buildTbsCertificate } from './tbs-certificate.ts'
import {
  commonName,
  keyFile,
  keyPair,
  leafFields,
  makeCa,
  openssl,
  refusal,
  sign,
  withFiles,
  withoutOpenssl,
} from './testing.ts'

const ca = makeCa()
const fields = leafFields(ca)
const leaf = sign(fields, ca)

test('a certificate is read as it was built', () => {
  const certificate = parseCertificate(leaf)
  assert.equal(certificate.version, 3)
  assert.equal(certificate.serialNumber, fields.serialNumber)
  assert.equal(certificate.notBefore, fields.notBefore)
  assert.equal(certificate.notAfter, fields.notAfter)
  assert.equal(commonName(certificate), 'www.example.com')
  assert.deepEqual(certificate.subjectAltName?.dnsNames, [
    'www.example.com',
    'example.com',
    '*.example.net',
    'xn--bcher-kva.example',
  ])
  assert.deepEqual(certificate.keyUsage, ['digitalSignature'])
  assert.deepEqual(certificate.extendedKeyUsage, ['serverAuth'])
  assert.equal(certificate.basicConstraints, undefined)
  assert.deepEqual(certificate.authorityKeyIdentifier, {
    keyIdentifier: ca.certificate.subjectKeyIdentifier,
    namesIssuer: false,
  })
  assert.deepEqual(
    certificate.cRLDistributionPoints?.map(({ urls }) => urls),
    [['http://pki.example.org/ca1.crl']],
  )
  assert.deepEqual(certificate.authorityInfoAccess, [
    { method: 'ocsp', url: 'http://ocsp.example.org/' },
    { method: 'caIssuers', url: 'http://pki.example.org/ca1.cer' },
  ])
  assert.deepEqual(certificate.certificatePolicies, [{ oid: oids.domainValidated, qualifiers: [] }])
  assert.equal(signatureAlgorithmName(certificate), 'ecdsa-with-SHA384')
  assert.deepEqual(tbsOf(leaf), buildTbsCertificate(fields))
  assert.deepEqual(ca.certificate.basicConstraints, { ca: true, pathLength: 0 })
})

test('the signature of the CA verifies, another one does not', () => {
  verifySignature(parseCertificate(leaf), ca.certificate.publicKey)
  verifySignature(ca.certificate, ca.certificate.publicKey)
  assert.throws(() => verifySignature(parseCertificate(leaf), keyPair('P-256').publicKey), refusal('badSignature'))
  assert.throws(
    () => verifySignature(parseCertificate(leaf), keyPair('rsa-2048').publicKey),
    refusal('unsupportedAlgorithm'),
  )
  assert.throws(() => signTbs(leaf, ca.privateKey, 'sha256WithRSAEncryption'), TypeError)
})

test('node:crypto and @peculiar/x509 read the same', () => {
  for (const key of ['P-384', 'rsa-2048'] as const) {
    const issuer = makeCa(key)
    const bytes = sign(leafFields(issuer), issuer)
    const ours = parseCertificate(bytes)
    const node = new X509Certificate(bytes)
    assert.ok(node.verify(issuer.certificate.publicKey.keyObject))
    assert.ok(node.checkIssued(new X509Certificate(issuer.certificate.der)))
    assert.equal(node.serialNumber.toLowerCase(), ours.serialNumber)
    assert.equal(node.validFromDate.getTime(), ours.notBefore)
    assert.equal(node.validToDate.getTime(), ours.notAfter)
    assert.equal(node.subjectAltName, ours.subjectAltName?.dnsNames.map((name) => `DNS:${name}`).join(', '))
    const other = new peculiar.X509Certificate(new Uint8Array(bytes))
    assert.equal(other.serialNumber, ours.serialNumber)
    assert.equal(other.notAfter.getTime(), ours.notAfter)
    assert.deepEqual(
      Array.from(other.extensions, ({ type, critical }) => [type, critical]),
      ours.extensions.map(({ oid, critical }) => [oid, critical]),
    )
    const names = other.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.items
    assert.deepEqual(
      names?.map(({ type, value }) => [type, value]),
      ours.subjectAltName?.dnsNames.map((name) => ['dns', name]),
    )
    const identifier = other.getExtension(peculiar.AuthorityKeyIdentifierExtension)?.keyId
    assert.equal(identifier, ours.authorityKeyIdentifier?.keyIdentifier?.toString('hex'))
  }
})

test('openssl verifies the chain and prints the same', { skip: withoutOpenssl }, () => {
  for (const [caKey, leafKey] of [
    ['P-384', 'P-256'],
    ['rsa-2048', 'rsa-2048'],
    ['P-256', 'P-521'],
    ['P-521', 'rsa-3072'],
  ] as const) {
    const issuer = makeCa(caKey)
    const bytes = sign(leafFields(issuer, keyPair(leafKey).publicKey), issuer)
    const files = {
      'ca.pem': encodePem('CERTIFICATE', issuer.certificate.der),
      'leaf.pem': encodePem('CERTIFICATE', bytes),
    }
    withFiles(files, (path) => {
      const at = ['-attime', String(fields.notBefore / 1000 + 60)]
      const strict = ['-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'www.example.com']
      const verdict = openssl(['verify', ...at, ...strict, '-CAfile', path('ca.pem'), path('leaf.pem')]).toString()
      assert.match(verdict, /: OK/)
    })
    const ours = parseCertificate(bytes)
    const text = openssl(
      ['x509', '-inform', 'DER', '-noout', '-text', '-nameopt', 'oneline,-esc_msb'],
      bytes,
    ).toString()
    for (const line of [
      `Issuer: ${formatName(ours.issuer)}`,
      `Subject: ${formatName(ours.subject)}`,
      `Signature Algorithm: ${signatureAlgorithmName(ours)}`,
      ours.keyUsage?.map(keyUsageLabel).join(', ') ?? '?',
      ours.extendedKeyUsage?.map(extendedKeyUsageLabel).join(', ') ?? '?',
      ours.subjectAltName?.dnsNames.map((name) => `DNS:${name}`).join(', ') ?? '?',
      'Policy: 2.23.140.1.2.1',
      'OCSP - URI:http://ocsp.example.org/',
      'CA Issuers - URI:http://pki.example.org/ca1.cer',
      'URI:http://pki.example.org/ca1.crl',
    ]) {
      assert.ok(text.includes(line), line)
    }
  }
})

test('a certificate of openssl with every extension is read', { skip: withoutOpenssl }, () => {
  const extensions = [
    'basicConstraints=CA:TRUE,pathlen:3',
    'subjectKeyIdentifier=hash',
    'authorityKeyIdentifier=keyid:always,issuer:always',
    'subjectAltName=DNS:x.example,IP:192.0.2.1,dirName:dn',
    'keyUsage=critical,keyCertSign,cRLSign,encipherOnly,decipherOnly',
    'extendedKeyUsage=serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,anyExtendedKeyUsage',
    'crlDistributionPoints=URI:http://a.example/1.crl,URI:http://a.example/2.crl',
    'certificatePolicies=1.2.3,2.5.29.32.0',
    'authorityInfoAccess=OCSP;URI:http://o.example/,caIssuers;DNS:c.example',
  ]
  const config = `[req]\ndistinguished_name=dn\nx509_extensions=e\n[dn]\nCN=inner\n[e]\n${extensions.join('\n')}\n`
  const certificate = withFiles({ config }, (path) => {
    const options = ['-key', keyFile('rsa-2048'), '-subj', '/C=DE/CN=x', '-set_serial', '0xff01', '-outform', 'DER']
    return parseCertificate(openssl(['req', '-x509', '-config', path('config'), ...options]))
  })
  assert.equal(certificate.serialNumber, 'ff01')
  assert.deepEqual(certificate.basicConstraints, { ca: true, pathLength: 3 })
  assert.equal(certificate.subjectAltName?.otherNames, 1)
  assert.deepEqual(certificate.keyUsage, ['keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly'])
  assert.deepEqual(certificate.extendedKeyUsage?.map(extendedKeyUsageLabel), [
    'TLS Web Server Authentication',
    'TLS Web Client Authentication',
    'Code Signing',
    'E-mail Protection',
    'Time Stamping',
    'OCSP Signing',
    'Any Extended Key Usage',
  ])
  assert.equal(certificate.cRLDistributionPoints?.length, 2)
  assert.equal(certificate.authorityKeyIdentifier?.namesIssuer, true)
  assert.deepEqual(certificate.authorityInfoAccess?.[1], { method: 'caIssuers' })
  assert.equal(certificate.certificatePolicies?.length, 2)
})

test('serial numbers of every size are read as they were written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      bytes[0] = (bytes[0] as number) || 1
      const serialNumber = Buffer.from(bytes).toString('hex')
      const tbs = buildTbsCertificate({ ...fields, serialNumber })
      assert.equal(parseCertificate(assembleCertificate(tbs, Buffer.of(0))).serialNumber, serialNumber)
    }),
  )
})

test('a random serial number is positive, of 16 octets and never the same', () => {
  const serials = Array.from({ length: 1000 }, randomSerialNumber)
  assert.equal(new Set(serials).size, 1000)
  for (const serial of serials) assert.match(serial, /^[4-7][0-9a-f]{31}$/)
})

test('changed, cut and random certificates make nothing but an X509Error', () => {
  for (let at = 0; at < leaf.length; at++) {
    const changed = Buffer.from(leaf)
    changed[at] = (leaf[at] as number) ^ (1 << (at % 8))
    assert.throws(() => verifySignature(parseCertificate(changed), ca.certificate.publicKey), X509Error, `byte ${at}`)
    assert.throws(() => parseCertificate(leaf.subarray(0, at)), X509Error)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
      assert.throws(() => parseCertificate(Buffer.from(bytes)), X509Error),
    ),
  )
  assert.throws(() => parseCertificate(Buffer.concat([leaf, Buffer.of(0)])), refusal('trailingData', /^certificate: /))
  assert.throws(() => parseCertificate(Buffer.alloc(300_000)), refusal('tooLarge'))
})

test('different algorithms inside and outside and a version that does not exist are refused', () => {
  const tbs = buildTbsCertificate(fields)
  const other = der.seq(tbs, der.seq(der.oid(oids.ecdsaWithSHA256)), der.bitString(Buffer.of(1)))
  assert.throws(() => parseCertificate(other), refusal('unsupportedAlgorithm', /inside and outside/))
  const version = Buffer.from(tbs)
  version[8] = 3
  assert.throws(() => parseCertificate(assembleCertificate(version, Buffer.of(1))), refusal('version'))
})
