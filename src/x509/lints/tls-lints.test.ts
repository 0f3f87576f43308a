import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rsaAlgorithm } from '../algorithm.ts'
import * as der from '../der.ts'
import { encodeExtensions, type Extension } from '../extensions/extension.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateFields,
  certificatePolicies,
  createName,
  cRLDistributionPoints,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  type LintContext,
  lint,
  oids,
  parseName,
  publicKeyOf,
  subjectAltName,
  subjectKeyIdentifier,
} from '../index.ts'
import { signatureAlgorithmDer } from '../signature.ts'
import { day, keyPair, leafFields, lintContext, makeCa, now, rsaKey, weakModuli } from '../testing.ts'
import { tlsLints } from './tls-lints.ts'

const ca = makeCa()
const good = leafFields(ca)
const rsa = keyPair('rsa-2048').publicKey
const exampleNames = ['www.example.com', 'example.com']

/** The good leaf with some of its elements replaced by others, which no encoder of ours need be able to make. */
interface Elements {
  version?: Buffer
  serial?: Buffer
  algorithm?: Buffer
  validity?: Buffer
  uniqueIdentifier?: Buffer
  extensions?: Buffer
}

function tbs(fields: Partial<CertificateFields> = {}, elements: Elements = {}): Buffer {
  const all = { ...good, ...fields }
  return der.seq(
    elements.version ?? der.contextConstructed(0, der.integer(2)),
    elements.serial ?? der.integer(Buffer.from(all.serialNumber, 'hex')),
    elements.algorithm ?? signatureAlgorithmDer(all.signatureAlgorithm),
    all.issuer.der,
    elements.validity ?? der.seq(der.time(all.notBefore), der.time(all.notAfter)),
    all.subject.der,
    all.publicKey.spki,
    elements.uniqueIdentifier ?? Buffer.alloc(0),
    der.contextConstructed(3, elements.extensions ?? encodeExtensions(all.extensions)),
  )
}

/** The good extensions with these in the place of those of the same OID, or at the end. */
function extensions(...others: Extension[]): Extension[] {
  const replaced = good.extensions.map((extension) => others.find(({ oid }) => oid === extension.oid) ?? extension)
  return [...replaced, ...others.filter((extension) => !replaced.includes(extension))]
}
const withExtensions = (...others: Extension[]) => tbs({ extensions: extensions(...others) })
const without = (oid: string) => tbs({ extensions: good.extensions.filter((extension) => extension.oid !== oid) })
const critical = (extension: Extension): Extension => ({ ...extension, critical: true })
const dnsNames = (...names: string[]) =>
  tbs({ subject: createName([]), extensions: extensions(subjectAltName(names, true)) })
const subject = (...attributes: Parameters<typeof createName>[0][number][]) => tbs({ subject: createName(attributes) })
const value = (oid: string, content: Buffer): Extension => ({ oid, critical: false, value: content })
const uri = (url: string) => der.contextString(6, url)
const names = (...rdns: Buffer[]) => parseName(der.seq(...rdns))
const attribute = (oid: string, text: Buffer) => der.seq(der.oid(oid), text)

const organization: LintContext = { ...lintContext(ca), policyOid: oids.organizationValidated }
const policyOfOrganization = certificatePolicies([oids.organizationValidated])
const ov = (...attributes: Parameters<typeof createName>[0][number][]) =>
  tbs({ subject: createName(attributes), extensions: extensions(policyOfOrganization) })

const dp = (...parts: Buffer[]) => value(oids.cRLDistributionPoints, der.seq(der.seq(...parts)))
const fullName = (...generalNames: Buffer[]) => der.contextConstructed(0, der.contextConstructed(0, ...generalNames))
const crlUrl = 'http://pki.example.org/ca1.crl'
const caIssuers = ['http://pki.example.org/ca1.cer']

/** For each lint the certificates that fail it and nothing else. */
const cases: Record<string, (Buffer | [Buffer, LintContext])[]> = {
  version: [tbs({}, { version: der.contextConstructed(0, der.integer(1)) }), tbs({}, { version: Buffer.alloc(0) })],
  'serial-number': [
    tbs({}, { serial: Buffer.from('0208ff00000000000001', 'hex') }),
    tbs({}, { serial: Buffer.from(`0215${'11'.repeat(21)}`, 'hex') }),
    tbs({ serialNumber: 'ff'.repeat(20) }),
    tbs({ serialNumber: '11'.repeat(7) }),
    tbs({ serialNumber: '00' }),
  ],
  'signature-algorithm': [
    tbs({ signatureAlgorithm: 'ecdsa-with-SHA256' }),
    tbs({}, { algorithm: rsaAlgorithm(oids.ecdsaWithSHA384) }),
    tbs({}, { algorithm: rsaAlgorithm(oids.sha1WithRSAEncryption) }),
  ],
  'issuer-name': [
    tbs({ issuer: createName([['commonName', 'Reseal Test CA']]) }),
    tbs({ issuer: makeCa('P-384', 'Reseal test CA').certificate.subject }),
  ],
  'validity-period': [tbs({ notAfter: good.notBefore + 199 * day }), tbs({ notAfter: good.notBefore - 1000 })],
  'not-before': [
    tbs({ notBefore: now + 1000, notAfter: now + 2000 }),
    tbs({ notBefore: now - 48 * 3_600_000 - 1000, notAfter: now }),
  ],
  'time-form': [
    tbs({}, { validity: der.seq(generalized(good.notBefore), der.time(good.notAfter)) }),
    tbs({}, { validity: der.seq(der.time(good.notBefore), generalized(good.notAfter)) }),
  ],
  'subject-alt-name': [
    tbs({ subject: createName([]), extensions: good.extensions.filter(({ oid }) => oid !== oids.subjectAltName) }),
    withExtensions(subjectAltName(exampleNames, true)),
    tbs({ subject: createName([]) }),
  ],
  'alternative-name-kinds': [
    Buffer.from([0x87, 4, 192, 0, 2, 1]),
    der.contextString(1, 'me@example.com'),
    uri('https://example.com/'),
    der.contextPrimitive(8, Buffer.of(0x2a, 3)),
  ].map((name) => withExtensions(value(oids.subjectAltName, der.seq(der.contextString(2, 'www.example.com'), name)))),
  'dns-name-syntax': [
    'Example.com',
    'a_b.example.com',
    '-a.example.com',
    'a-.example.com',
    'a..example.com',
    '.example.com',
    'example.com.',
    'a b.example.com',
    'ab--c.example.com',
    'xn--.example.com',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(125)}com.de`,
    'http://example.com',
    '',
  ].map((name) => (name === '' ? dnsNames('a..b') : dnsNames(name))),
  'dns-name-wildcard': [dnsNames('*.com'), dnsNames('a.*.example.com'), dnsNames('*.*.example.com')],
  'dns-name-public': [
    dnsNames('192.0.2.1'),
    dnsNames('localhost'),
    dnsNames('7.2.0.192.in-addr.arpa'),
    dnsNames('example.7'),
  ],
  'dns-name-repeated': [dnsNames('example.com', 'www.example.com', 'example.com')],
  'common-name': [
    subject(['commonName', 'other.example.com']),
    subject(['commonName', 'WWW.example.com']),
    subject(['commonName', 'www.example.com'], ['commonName', 'example.com']),
  ],
  'subject-attributes': [
    subject(['organizationName', 'Example'], ['commonName', 'www.example.com']),
    [ov(['countryName', 'DE'], ['organizationName', 'Example']), organization],
    [ov(['countryName', 'DE'], ['localityName', 'Köln']), organization],
    [
      ov(['countryName', 'DE'], ['localityName', 'Köln'], ['organizationName', 'E'], ['organizationalUnitName', 'U']),
      organization,
    ],
  ],
  'subject-encoding': [
    [ov(['countryName', 'DE'], ['localityName', 'L'], ['organizationName', 'x'.repeat(65)]), organization],
    [ov(['countryName', 'DE'], ['localityName', 'L'], ['organizationName', ' ']), organization],
    tbs({ subject: names(der.set(attribute('2.5.4.3', der.ia5String('www.example.com')))) }),
    tbs({
      subject: names(der.set(attribute('2.5.4.3', der.printableString('*.example.net')))),
    }),
  ],
  'subject-rdn': [
    [
      tbs({
        subject: names(
          der.set(attribute('2.5.4.6', der.printableString('DE')), attribute('2.5.4.7', der.utf8String('L'))),
          der.set(attribute('2.5.4.10', der.utf8String('O'))),
        ),
        extensions: extensions(policyOfOrganization),
      }),
      organization,
    ],
    [
      ov(['countryName', 'DE'], ['localityName', 'L'], ['organizationName', 'a'], ['organizationName', 'b']),
      organization,
    ],
  ],
  'subject-country': [
    [ov(['countryName', 'de'], ['localityName', 'L'], ['organizationName', 'O']), organization],
    [ov(['countryName', 'D1'], ['localityName', 'L'], ['organizationName', 'O']), organization],
  ],
  'public-key': [
    tbs({ publicKey: keyPair('ed25519').publicKey }),
    tbs({ publicKey: keyPair('rsa-1024').publicKey }),
    tbs({ publicKey: rsaKey(BigInt(`0x${weakModuli['odd2047']}`)) }),
    tbs({ publicKey: rsaKey(BigInt(`0x${weakModuli['roca2048']}`), 3n) }),
  ],
  'own-key': [tbs({ publicKey: ca.certificate.publicKey })],
  'unique-identifiers': [
    tbs({}, { uniqueIdentifier: der.contextPrimitive(1, Buffer.of(0, 1)) }),
    tbs({}, { uniqueIdentifier: der.contextPrimitive(2, Buffer.of(0, 1)) }),
  ],
  'key-usage': [
    without(oids.keyUsage),
    withExtensions(keyUsage(['digitalSignature'], false)),
    withExtensions(keyUsage(['digitalSignature', 'keyEncipherment'])),
    withExtensions(keyUsage(['keyAgreement'])),
    tbs({ publicKey: rsa, extensions: extensions(keyUsage(['digitalSignature', 'dataEncipherment'])) }),
    tbs({ publicKey: rsa, extensions: extensions(keyUsage(['keyEncipherment'])) }),
  ],
  'extended-key-usage': [
    without(oids.extKeyUsage),
    withExtensions(extendedKeyUsage(['clientAuth'])),
    withExtensions(extendedKeyUsage(['serverAuth', 'clientAuth'])),
    withExtensions(extendedKeyUsage(['serverAuth', 'serverAuth'])),
    withExtensions(extendedKeyUsage(['serverAuth', 'anyExtendedKeyUsage'])),
    [withExtensions(extendedKeyUsage(['serverAuth', 'codeSigning'])), { ...lintContext(ca), clientAuthAllowed: true }],
  ],
  'basic-constraints': [
    withExtensions(basicConstraints({ ca: true })),
    withExtensions(basicConstraints({ ca: false, pathLength: 0 })),
    withExtensions({ ...basicConstraints({ ca: false }), critical: false }),
  ],
  'authority-key-identifier': [
    without(oids.authorityKeyIdentifier),
    withExtensions(authorityKeyIdentifier(Buffer.alloc(20, 1))),
    withExtensions(value(oids.authorityKeyIdentifier, der.seq())),
    withExtensions(
      value(
        oids.authorityKeyIdentifier,
        der.seq(
          der.contextPrimitive(0, ca.certificate.subjectKeyIdentifier ?? Buffer.alloc(0)),
          der.contextConstructed(1, der.contextConstructed(4, ca.certificate.subject.der)),
          der.contextPrimitive(2, Buffer.of(1)),
        ),
      ),
    ),
  ],
  'subject-key-identifier': [withExtensions(subjectKeyIdentifier(Buffer.alloc(20, 7)))],
  'authority-info-access': [
    without(oids.authorityInfoAccess),
    withExtensions(authorityInfoAccess({ ocsp: ['http://ocsp.example.org/'] })),
    withExtensions(authorityInfoAccess({ caIssuers: ['https://pki.example.org/ca1.cer'] })),
    withExtensions(authorityInfoAccess({ caIssuers, ocsp: ['ldap://ocsp.example.org/'] })),
    withExtensions(
      value(
        oids.authorityInfoAccess,
        der.seq(
          der.seq(der.oid(oids.caIssuers), uri(caIssuers[0] ?? '')),
          der.seq(der.oid('1.3.6.1.5.5.7.48.5'), uri('http://a.example/')),
        ),
      ),
    ),
    withExtensions(
      value(oids.authorityInfoAccess, der.seq(der.seq(der.oid(oids.caIssuers), der.contextString(2, 'a.example')))),
    ),
  ],
  'crl-distribution-points': [
    without(oids.cRLDistributionPoints),
    withExtensions(cRLDistributionPoints([crlUrl, 'http://pki.example.org/ca2.crl'])),
    withExtensions(cRLDistributionPoints(['https://pki.example.org/ca1.crl'])),
    withExtensions(cRLDistributionPoints(['http://user@pki.example.org/ca1.crl'])),
    withExtensions(dp(fullName(uri(crlUrl), uri(crlUrl)))),
    withExtensions(dp(fullName(uri(crlUrl)), der.contextPrimitive(1, Buffer.of(6, 0x40)))),
    withExtensions(dp(fullName(uri(crlUrl)), der.contextConstructed(2, der.contextString(2, 'a.example')))),
    withExtensions(dp(der.contextConstructed(0, der.contextConstructed(1, der.oid('2.5.4.3'))))),
  ],
  'certificate-policies': [
    without(oids.certificatePolicies),
    withExtensions(certificatePolicies([oids.organizationValidated])),
    withExtensions(certificatePolicies([oids.domainValidated, oids.organizationValidated])),
    withExtensions(certificatePolicies([oids.domainValidated, oids.domainValidated])),
    withExtensions(certificatePolicies([oids.domainValidated, oids.anyPolicy])),
    withExtensions(certificatePolicies(['1.2.3.4', oids.domainValidated])),
    withExtensions(certificatePolicies([oids.domainValidated, '1.2.3.4', '1.2.3.4'])),
    withExtensions(
      value(
        oids.certificatePolicies,
        der.seq(
          der.seq(
            der.oid(oids.domainValidated),
            der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.2'), der.seq(der.utf8String('trust me')))),
          ),
        ),
      ),
    ),
  ],
  'known-extensions': [
    withExtensions(value('1.2.3.4', der.nullValue())),
    withExtensions(critical(value('2.5.29.30', der.seq()))),
  ],
  'extension-criticality': [
    oids.authorityInfoAccess,
    oids.authorityKeyIdentifier,
    oids.certificatePolicies,
    oids.cRLDistributionPoints,
    oids.extKeyUsage,
  ].map((oid) => tbs({ extensions: good.extensions.map((other) => (other.oid === oid ? critical(other) : other)) })),
  'extension-encoding': [tbs({}, { extensions: withWrittenOutFalse(good.extensions) })],
  'duplicate-extension': [withExtensionsTwice()],
  encoding: [
    Buffer.concat([tbs(), Buffer.of(0)]),
    tbs().subarray(0, 100),
    withExtensions(value(oids.subjectKeyIdentifier, Buffer.of(1))),
    withExtensions(value(oids.basicConstraints, Buffer.concat([der.seq(), Buffer.of(0)]))),
  ],
}

test('certificates that follow the profile pass', () => {
  const ecdsa = makeCa('P-256')
  const rsaCa = makeCa('rsa-2048')
  for (const issuer of [ca, ecdsa, rsaCa]) {
    for (const key of ['P-521', 'rsa-3072', 'rsa-4096'] as const) {
      const fields = leafFields(issuer, keyPair(key).publicKey)
      assert.deepEqual(lint(tbs(fields), lintContext(issuer)), [])
    }
  }
  const context = lintContext(ca)
  assert.deepEqual(lint(tbs({ notAfter: good.notBefore + 199 * day - 1000 }), context), [])
  assert.deepEqual(
    lint(dnsNames('a.example.com', '*.example.com', `${'a'.repeat(63)}.example.com`, '3.example.com'), context),
    [],
  )
  assert.deepEqual(lint(withExtensions(subjectKeyIdentifier(keyIdentifier(good.publicKey))), context), [])
  assert.deepEqual(lint(withExtensions(basicConstraints({ ca: false })), context), [])
  assert.deepEqual(lint(withExtensions(certificatePolicies([oids.domainValidated, '1.2.3.4'])), context), [])
  const both = withExtensions(extendedKeyUsage(['serverAuth', 'clientAuth']))
  assert.deepEqual(lint(both, { ...context, clientAuthAllowed: true }), [])
})

test('certificates for organizations and extended validation pass with their subjects', () => {
  const place = [
    ['countryName', 'DE'],
    ['localityName', 'Köln'],
  ] as const
  const name = [
    ['organizationName', 'Bücher, GmbH'],
    ['commonName', 'www.example.com'],
  ] as const
  assert.deepEqual(lint(ov(...place, ...name), organization), [])
  const ev = tbs({
    subject: createName([
      ['businessCategory', 'Private Organization'],
      ['jurisdictionCountryName', 'DE'],
      ['serialNumber', 'HRB 12345'],
      ...place,
      ['streetAddress', 'Domplatz 1'],
      ['postalCode', '50667'],
      ...name,
    ]),
    extensions: extensions(certificatePolicies([oids.extendedValidation])),
  })
  assert.deepEqual(lint(ev, { ...lintContext(ca), policyOid: oids.extendedValidation }), [])
})

for (const [name, failing] of Object.entries(cases)) {
  test(`the lint ${name} fails what breaks its rule, and nothing else does`, () => {
    for (const [index, entry] of failing.entries()) {
      const [bytes, context] = Array.isArray(entry) ? entry : [entry, lintContext(ca)]
      const findings = lint(bytes, context)
      assert.deepEqual(
        findings.map((finding) => finding.lint),
        [name],
        `case ${index}: ${JSON.stringify(findings)}`,
      )
      assert.match(findings[0]?.source ?? '', /^(BR|RFC|X\.690|EVG)/)
    }
  })
}

test('every lint has a case that fails it', () => {
  const known = [...tlsLints.map((rule) => rule.name), 'duplicate-extension', 'encoding']
  assert.deepEqual(Object.keys(cases).toSorted(), known.toSorted())
  assert.equal(new Set(known).size, known.length)
})

test('keys are compared by their bits, not by their object', () => {
  const again = publicKeyOf(ca.privateKey)
  assert.deepEqual(
    lint(tbs({ publicKey: again }), lintContext(ca)).map((finding) => finding.lint),
    ['own-key'],
  )
})

function generalized(epochMs: number): Buffer {
  const text = new Date(epochMs).toISOString().replace(/[-:T]|\.000/g, '')
  return Buffer.concat([Buffer.of(0x18, text.length), Buffer.from(text)])
}

function withWrittenOutFalse(list: readonly Extension[]): Buffer {
  return der.seqOf(
    list.map(({ oid, critical, value }) => der.seq(der.oid(oid), der.boolean(critical), der.octetString(value))),
  )
}

function withExtensionsTwice(): Buffer {
  return tbs({ extensions: [...good.extensions, extendedKeyUsage(['serverAuth'])] })
}
