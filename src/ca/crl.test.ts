import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { day, hour, type RevocationReason, second } from '../core/index.ts'
import type { RevokedSerial } from '../storage/index.ts'
import {
  assembleCrl,
  buildTbsCrl,
  type CertificateList,
  createName,
  parseCrl,
  randomSerialNumber,
  verifySignature,
} from '../x509/index.ts'
import { leafRequest, openSandboxCa, type SandboxCa, start } from '../../test/support/sandbox-ca.ts'
import { buildCrlTbs, entriesBuiltHere } from './crl-builder.ts'
import { packCrl, unpackRevoked } from './crl-packing.ts'

describe('the CRL of a CA', () => {
  let sandbox: SandboxCa
  before(async () => (sandbox = await openSandboxCa()))
  after(() => sandbox[Symbol.asyncDispose]())

  const published = () => publishedBy(sandbox, 'd-ec-1')

  it('is there from the start, empty, and names the URL of the certificates', async () => {
    for (const { id, certificate } of sandbox.ca.authorities.all) {
      const crl = await publishedBy(sandbox, id)
      verifySignature(crl, certificate.publicKey)
      assert.deepEqual(crl.issuer.der, certificate.subject.der)
      assert.deepEqual(crl.authorityKeyIdentifier, certificate.subjectKeyIdentifier)
      assert.equal(crl.number, 1n)
      assert.deepEqual(crl.revoked, [])
      const url = id === 'tls-r1' ? undefined : [`http://pki.reseal.test/pki/${id}.crl`]
      assert.deepEqual(crl.issuingDistributionPoint?.urls, url)
      assert.equal(crl.thisUpdate, start - (start % second))
      const days = id === 'tls-r1' ? 30 : 4
      assert.equal(crl.nextUpdate, crl.thisUpdate + days * day - second)
    }
  })

  it('lists what was revoked, with the reason unless there is none, under a higher number', async () => {
    const reasons: RevocationReason[] = ['keyCompromise', 'superseded', 'unspecified']
    const expected: RevokedSerial[] = []
    for (const reason of reasons) {
      const { certificate } = await sandbox.ca.issue(await leafRequest(reason))
      await sandbox.ca.revoke({ key: reason, reason, at: start })
      expected.push({ serialNumber: certificate.serialNumber, revokedAt: start - (start % second), reason })
    }
    await sandbox.ca.crls.publish('d-ec-1')
    const crl = await published()
    assert.equal(crl.number, 2n)
    assert.deepEqual(crl.revoked, bySerial(expected))
  })

  it('keeps an entry until a CRL beyond the certificate has listed it', async () => {
    sandbox.clock.set(start)
    const { certificate } = await sandbox.ca.issue(await leafRequest('short', { paidUntil: start + day }))
    await sandbox.ca.revoke({ key: 'short', reason: 'superseded', at: start + hour })
    const lists = async () =>
      (await published()).revoked.some(({ serialNumber }) => serialNumber === certificate.serialNumber)
    for (const [instant, listed] of [
      [start + 2 * hour, true],
      [certificate.notAfter, true],
      [certificate.notAfter + second, true],
      [certificate.notAfter + 2 * second, false],
    ] as const) {
      sandbox.clock.set(instant)
      await sandbox.ca.crls.publish('d-ec-1')
      assert.equal(await lists(), listed, `${instant - certificate.notAfter} ms after the end`)
    }
    sandbox.clock.set(start)
  })

  it('lists an issuing CA that was revoked, on the CRL of the root', async () => {
    await sandbox.ca.revoke({ key: 'authority:s-ec-1', reason: 'cessationOfOperation', at: start })
    await sandbox.ca.crls.publish('tls-r1')
    const crl = await publishedBy(sandbox, 'tls-r1')
    const { serialNumber } = sandbox.ca.authorities.byId('s-ec-1').certificate
    assert.deepEqual(crl.revoked, [
      { serialNumber, revokedAt: start - (start % second), reason: 'cessationOfOperation' },
    ])
  })

  it('is not published for a CA that does not exist', async () => {
    await assert.rejects(sandbox.ca.crls.publish('x-ec-9'), RangeError)
  })
})

describe('a CRL is due', () => {
  it('when it ends before the instant asked for, or a revocation is newer', async () => {
    await using sandbox = await openSandboxCa()
    const { crls } = sandbox.ca
    assert.deepEqual(await crls.due(start + 2 * day), [])
    assert.deepEqual(await crls.due(start + 5 * day), ['d-rsa-1', 'd-ec-1', 's-rsa-1', 's-ec-1'])
    assert.equal((await crls.due(start + 31 * day)).length, 5)

    await sandbox.ca.issue(await leafRequest('certificate:1'))
    await sandbox.ca.revoke({ key: 'certificate:1', reason: 'superseded', at: start + 10 })
    assert.deepEqual(await crls.due(start), ['d-ec-1'])
    sandbox.clock.set(start + hour)
    await crls.publish('d-ec-1')
    assert.deepEqual(await crls.due(start), [])
  })
})

describe('a burst of revocations', () => {
  it('makes two CRLs at most: the one under way, and one with all that came meanwhile', async () => {
    await using sandbox = await openSandboxCa()
    await Promise.all(Array.from({ length: 20 }, () => sandbox.ca.crls.publish('d-ec-1')))
    assert.equal((await publishedBy(sandbox, 'd-ec-1')).number, 3n)
  })
})

describe('a CRL after RESEAL_PKI_URL was changed', () => {
  it('names no URL any more, because certificates with either are in use', async () => {
    await using before = await openSandboxCa()
    await using later = await openSandboxCa({ database: before.database, pkiUrl: 'http://other.reseal.test' })
    for (let i = 0; i < 2; i++) {
      await later.ca.crls.publish('d-ec-1')
      assert.equal((await publishedBy(later, 'd-ec-1')).issuingDistributionPoint, undefined)
    }
  })
})

describe('the bytes of a CRL', () => {
  const fields = {
    signatureAlgorithm: 'ecdsa-with-SHA256',
    issuer: createName([['commonName', 'Reseal Sandbox Test CA']]),
    thisUpdate: start,
    nextUpdate: start + day,
    number: 7n,
    authorityKeyIdentifier: Buffer.alloc(20, 7),
    issuingDistributionPoint: 'http://pki.reseal.test/pki/x.crl',
  } as const
  const reason = fc.constantFrom<RevocationReason[]>(
    'unspecified',
    'keyCompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
    'privilegeWithdrawn',
  )
  const entry = fc.record(
    {
      serialNumber: fc.bigInt({ min: 1n, max: 2n ** 159n - 1n }).map(hex),
      revokedAt: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * second),
      reason,
    },
    { noNullPrototype: true },
  )

  it('say what was to be said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry), async (revoked) => {
        const crl = parseCrl(assembleCrl(await buildCrlTbs(fields, revoked), Buffer.alloc(70)))
        assert.deepEqual(crl.revoked, revoked)
        assert.deepEqual([crl.number, crl.nextUpdate], [fields.number, fields.nextUpdate - (start % second)])
        assert.deepEqual(crl.issuingDistributionPoint?.urls, [fields.issuingDistributionPoint])
      }),
    )
  })

  it('survive the way to the worker', () => {
    fc.assert(
      fc.property(fc.array(entry), (revoked) => {
        assert.deepEqual([...unpackRevoked(packCrl(fields, revoked))], revoked)
      }),
    )
  })

  it('are the same from the worker as from here', async () => {
    const large = entries(entriesBuiltHere + 1000)
    const there = await buildCrlTbs(fields, large)
    assert.deepEqual(there, buildTbsCrl({ ...fields, revoked: large }))
  })

  it('with an entry that cannot be written fail in the worker as they would here', async () => {
    const bad = [
      ...entries(entriesBuiltHere),
      { serialNumber: 'not hex', revokedAt: start, reason: 'superseded' as const },
    ]
    await assert.rejects(buildCrlTbs(fields, bad), /serial number/)
  })

  function entries(count: number): RevokedSerial[] {
    return Array.from({ length: count }, (_, i) => ({
      serialNumber: randomSerialNumber(),
      revokedAt: start + i * second,
      reason: i % 2 === 0 ? 'superseded' : 'unspecified',
    }))
  }
})

async function publishedBy({ storage }: SandboxCa, id: string): Promise<CertificateList> {
  const stored = await storage.reader.authorities.crl(id)
  assert.ok(stored !== undefined)
  return parseCrl(stored.der)
}

const bySerial = (entries: RevokedSerial[]): RevokedSerial[] =>
  entries.toSorted((left, right) => (left.serialNumber < right.serialNumber ? -1 : 1))

function hex(value: bigint): string {
  const text = value.toString(16)
  return text.length % 2 === 0 ? text : `0${text}`
}
