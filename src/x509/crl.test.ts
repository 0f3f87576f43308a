import 'reflect-metadata'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as peculiar from '@peculiar/x509'
import fc from 'fast-check'
import { assembleCrl, buildTbsCrl, type CrlFields, parseCrl } from './crl.ts'
import { X509Error } from './error.ts'
import { parseCertificate } from './certificate.ts'
import { encodePem } from './pem.ts'
import type { RevocationReason } from './revocation-reason.ts'
import { signTbs, verifySignature } from './signature.ts'
import { day, leafFields, makeCa, now, openssl, refusal, sign, withFiles, withoutOpenssl } from './testing.ts'

const ca = makeCa('P-256')
const url = 'http://pki.example.org/ca1.crl'

function make(more: Partial<CrlFields> = {}): Buffer {
  const fields: CrlFields = {
    signatureAlgorithm: 'ecdsa-with-SHA256',
    issuer: ca.certificate.subject,
    thisUpdate: now,
    nextUpdate: now + 7 * day,
    number: 12n,
    authorityKeyIdentifier: ca.certificate.subjectKeyIdentifier ?? Buffer.alloc(0),
    issuingDistributionPoint: url,
    revoked: [],
    ...more,
  }
  const tbs = buildTbsCrl(fields)
  return assembleCrl(tbs, signTbs(tbs, ca.privateKey, fields.signatureAlgorithm))
}

const entry = (serialNumber: string, reason: RevocationReason = 'superseded', revokedAt = now) => ({
  serialNumber,
  reason,
  revokedAt,
})

test('a CRL is read as it was built', () => {
  const revoked = [
    entry('01'),
    entry('ff00', 'unspecified', now - day),
    entry('5e'.repeat(20), 'keyCompromise', Date.UTC(2051, 0, 1)),
  ]
  const crl = parseCrl(make({ revoked }))
  verifySignature(crl, ca.certificate.publicKey)
  assert.deepEqual(crl.revoked, revoked)
  assert.equal(crl.number, 12n)
  assert.equal(crl.thisUpdate, now)
  assert.equal(crl.nextUpdate, now + 7 * day)
  assert.deepEqual(crl.authorityKeyIdentifier, ca.certificate.subjectKeyIdentifier)
  assert.deepEqual(crl.issuer.der, ca.certificate.subject.der)
  assert.deepEqual(crl.issuingDistributionPoint, {
    urls: [url],
    onlyContainsUserCerts: false,
    onlyContainsCACerts: false,
    indirect: false,
  })
})

test('every serial number, time and allowed reason is read as it was written', () => {
  const reason = fc.constantFrom<RevocationReason>(
    'unspecified',
    'keyCompromise',
    'cACompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
    'privilegeWithdrawn',
    'aACompromise',
  )
  const serialNumber = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => {
    bytes[0] = (bytes[0] as number) || 0x80
    return Buffer.from(bytes).toString('hex')
  })
  const revokedAt = fc.integer({ min: 0, max: 4e9 }).map((seconds) => seconds * 1000)
  fc.assert(
    fc.property(
      fc.array(fc.record({ serialNumber, revokedAt, reason }, { noNullPrototype: true }), { maxLength: 300 }),
      (revoked) => {
        assert.deepEqual(parseCrl(make({ revoked })).revoked, revoked)
      },
    ),
    { numRuns: 50 },
  )
})

test('the distribution point stands in the CRL byte for byte as in the certificate', () => {
  const certificate = parseCertificate(sign(leafFields(ca), ca))
  const point = certificate.extensions.find(({ oid }) => oid === '2.5.29.31')?.value ?? Buffer.alloc(0)
  const issuing = parseCrl(make()).extensions.find(({ oid }) => oid === '2.5.29.28')
  assert.equal(issuing?.critical, true)
  // DistributionPoint is one SEQUENCE deeper: its content is that of the issuing distribution point.
  assert.deepEqual(issuing?.value.subarray(2), point.subarray(4))
})

test('without a URL there is no issuing distribution point, without entries no list', () => {
  const tbs = parseCrl(make({ issuingDistributionPoint: undefined as never }))
  assert.equal(tbs.issuingDistributionPoint, undefined)
  assert.deepEqual(tbs.revoked, [])
})

test('certificateHold, removeFromCRL and bad serial numbers are refused', () => {
  assert.throws(() => make({ revoked: [entry('01', 'certificateHold')] }), refusal('reason', /certificateHold/))
  assert.throws(() => make({ revoked: [entry('01', 'removeFromCRL')] }), refusal('reason'))
  for (const bad of ['', '1', 'xy', '01zz', '00ff', '11'.repeat(21)]) {
    assert.throws(() => make({ revoked: [entry(bad)] }), refusal('serialNumber'), bad)
  }
})

test('openssl and @peculiar/x509 read the same', { skip: withoutOpenssl }, () => {
  const revoked = [entry('5e01', 'keyCompromise'), entry('ff02', 'unspecified'), entry('03', 'privilegeWithdrawn')]
  const bytes = make({ revoked })
  const text = openssl(['crl', '-inform', 'DER', '-noout', '-text'], bytes).toString()
  for (const part of [
    /Serial Number: 5E01\n.*\n.*\n.*Code: *\n *Key Compromise/,
    /Serial Number: FF02/,
    /Privilege Withdrawn/,
    /X509v3 CRL Number: *\n *12\n/,
    /Issuing Distribution Point: critical\n.*\n *URI:http:\/\/pki/,
  ]) {
    assert.match(text, part)
  }
  const other = new peculiar.X509Crl(new Uint8Array(bytes))
  assert.deepEqual(
    other.entries.map(({ serialNumber, revocationDate, reason }) => [
      serialNumber,
      revocationDate.getTime(),
      reason ?? 0,
    ]),
    [
      ['5e01', now, 1],
      ['ff02', now, 0],
      ['03', now, 9],
    ],
  )
})

test('openssl verify refuses a revoked certificate and no other', { skip: withoutOpenssl }, () => {
  const good = leafFields(ca)
  const revoked = { ...good, serialNumber: 'f00000000000000000000000000000f1' }
  const files = {
    'ca.pem': encodePem('CERTIFICATE', ca.certificate.der),
    'ca.crl': encodePem('X509 CRL', make({ revoked: [entry(revoked.serialNumber, 'keyCompromise')] })),
    'good.pem': encodePem('CERTIFICATE', sign(good, ca)),
    'revoked.pem': encodePem('CERTIFICATE', sign(revoked, ca)),
  }
  withFiles(files, (path) => {
    const verify = (name: string) =>
      openssl([
        'verify',
        '-attime',
        String(now / 1000 + 60),
        '-crl_check',
        '-CAfile',
        path('ca.pem'),
        '-CRLfile',
        path('ca.crl'),
        path(name),
      ])
    assert.match(verify('good.pem').toString(), /: OK/)
    assert.throws(() => verify('revoked.pem'))
  })
})

test('100,000 entries are built by one flat loop', () => {
  const revoked = Array.from({ length: 100_000 }, (_, index) =>
    entry((0x40000000 + index).toString(16).padEnd(32, '7'), 'superseded', now - index * 1000),
  )
  const start = performance.now()
  const bytes = make({ revoked })
  // About 100 ms on an idle machine; the bound is for a busy one.
  assert.ok(performance.now() - start < 3000)
  assert.equal(parseCrl(bytes).revoked.length, 100_000)
})

test('changed and random CRLs make nothing but an X509Error', () => {
  const bytes = make({ revoked: [entry('05', 'keyCompromise')] })
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (bytes[at] as number) ^ (1 << (at % 8))
    assert.throws(() => verifySignature(parseCrl(changed), ca.certificate.publicKey), X509Error, `byte ${at}`)
    assert.throws(() => parseCrl(bytes.subarray(0, at)), X509Error)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (random) =>
      assert.throws(() => parseCrl(Buffer.from(random)), X509Error),
    ),
  )
})
