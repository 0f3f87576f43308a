import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { day, minute, second } from '../core/index.ts'
import { formatName, oids, parseCertificate } from '../x509/index.ts'
import { keyOf, leafRequest, names, openSandboxCa, type SandboxCa, start } from '../../test/support/sandbox-ca.ts'
import type { LeafRequest } from './issuance.ts'

describe('the profile of a TLS certificate', () => {
  let sandbox: SandboxCa
  let count = 0
  before(async () => (sandbox = await openSandboxCa()))
  after(() => sandbox[Symbol.asyncDispose]())

  async function issue(change: Partial<LeafRequest> = {}) {
    const { certificate } = await sandbox.ca.issue(await leafRequest(`certificate:${++count}`, change))
    return parseCertificate(certificate.der)
  }

  it('has exactly the extensions of BR 7.1.2.7.6, in one form', async () => {
    const leaf = await issue()
    assert.deepEqual(
      leaf.extensions.map(({ oid, critical }) => [oid, critical]),
      [
        [oids.authorityKeyIdentifier, false],
        [oids.basicConstraints, true],
        [oids.keyUsage, true],
        [oids.extKeyUsage, false],
        [oids.certificatePolicies, false],
        [oids.subjectAltName, false],
        [oids.cRLDistributionPoints, false],
        [oids.authorityInfoAccess, false],
      ],
    )
    const ca = sandbox.ca.authorities.byId('d-ec-1').certificate
    assert.deepEqual(leaf.authorityKeyIdentifier, { keyIdentifier: ca.subjectKeyIdentifier, namesIssuer: false })
    assert.deepEqual(leaf.basicConstraints, { ca: false })
    assert.deepEqual(leaf.extendedKeyUsage, ['serverAuth'])
    assert.deepEqual(leaf.certificatePolicies, [{ oid: oids.domainValidated, qualifiers: [] }])
    assert.deepEqual(leaf.subjectAltName?.dnsNames, ['www.reseal-sandbox.com', 'reseal-sandbox.com'])
    assert.deepEqual(
      leaf.cRLDistributionPoints?.map(({ urls }) => urls),
      [['http://pki.reseal.test/pki/d-ec-1.crl']],
    )
    assert.deepEqual(leaf.authorityInfoAccess, [{ method: 'caIssuers', url: 'http://pki.reseal.test/pki/d-ec-1.cer' }])
    assert.equal(formatName(leaf.subject), 'CN = www.reseal-sandbox.com')
    assert.match(leaf.serialNumber, /^[4-7][0-9a-f]{31}$/)
  })

  it('is signed by the CA of the brand and of the kind of key, and uses the key as its kind can', async () => {
    for (const [ca, brand] of [
      ['DigiCert', 'D'],
      ['Sectigo', 'S'],
    ] as const) {
      for (const spec of ['rsa-2048', 'P-256', 'P-384', 'P-521'] as const) {
        const leaf = await issue({ class: { validation: 'dv', ca }, publicKey: (await keyOf(spec)).publicKey })
        const rsa = spec === 'rsa-2048'
        assert.ok(formatName(leaf.issuer).endsWith(`Reseal Sandbox ${brand} ${rsa ? 'RSA' : 'ECC'} CA 1`))
        assert.deepEqual(leaf.keyUsage, rsa ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'])
      }
    }
  })

  it('lives as long as the rules of the day allow, less a second, from five minutes ago', async () => {
    const days: [string, number][] = [
      ['2026-12-01', 199],
      ['2027-03-14', 199],
      ['2027-03-15', 99],
      ['2029-03-14', 99],
      ['2029-03-15', 46],
    ]
    for (const [date, expected] of days) {
      const now = Date.parse(`${date}T00:00:00.900Z`)
      sandbox.clock.set(now)
      const leaf = await issue({ paidUntil: now + 1000 * day })
      assert.equal(leaf.notBefore, Date.parse(`${date}T00:00:00Z`) - 5 * minute)
      assert.equal(leaf.notAfter - leaf.notBefore, expected * day - second, date)
    }
    sandbox.clock.set(start)
  })

  it('never outlives what is paid for', async () => {
    const leaf = await issue({ paidUntil: start + 30 * day + 400 })
    assert.equal(leaf.notAfter, Math.floor((start + 30 * day + 400) / second) * second)
    await assert.rejects(issue({ paidUntil: start - second }), { kind: 'issuerRejected' })
  })

  it('leaves the subject empty and makes the names critical where the first is too long for a common name', async () => {
    const long = `${'a'.repeat(60)}.reseal-sandbox.com`
    const leaf = await issue({ identifiers: names(long) })
    assert.equal(leaf.subject.rdns.length, 0)
    assert.equal(leaf.extensions.find(({ oid }) => oid === oids.subjectAltName)?.critical, true)
  })

  it('names the organization for OV and EV, each under its policy', async () => {
    const organization = {
      name: 'Example Ltd',
      dba: '',
      street: 'Road 1',
      zip: 'X1',
      city: 'London',
      state: '',
      country: 'GB',
      phone: '',
      email: '',
      category: 'Private Organization',
      registrationNumber: '01234567',
      jurisdictionCountry: 'GB',
    }
    const ov = await issue({ class: { validation: 'ov', ca: 'Sectigo' }, organization })
    assert.equal(formatName(ov.subject), 'C = GB, L = London, O = Example Ltd, CN = www.reseal-sandbox.com')
    assert.deepEqual(ov.certificatePolicies?.[0]?.oid, oids.organizationValidated)
    const ev = await issue({ class: { validation: 'ev', ca: 'DigiCert' }, organization })
    assert.match(
      formatName(ev.subject),
      /^jurisdictionC = GB, businessCategory = Private Organization, serialNumber = /,
    )
    assert.deepEqual(ev.certificatePolicies?.[0]?.oid, oids.extendedValidation)
    await assert.rejects(issue({ class: { validation: 'ov', ca: 'Sectigo' } }), { kind: 'issuerRejected' })
  })
})
