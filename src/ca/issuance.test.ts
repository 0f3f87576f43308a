import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ServiceError } from '../core/index.ts'
import { parseCertificate, tbsOf, verifySignature } from '../x509/index.ts'
import { Crash, crashPoints } from '../../test/support/crash.ts'
import { keyOf, leafRequest, names, openSandboxCa, type SandboxCa } from '../../test/support/sandbox-ca.ts'

describe('issuing a certificate', () => {
  let sandbox: SandboxCa
  before(async () => (sandbox = await openSandboxCa()))
  after(() => sandbox[Symbol.asyncDispose]())

  it('answers with a certificate that the issuing CA signed, and the chain up to the root', async () => {
    const { certificate, chain } = await sandbox.ca.issue(await leafRequest('certificate:1'))
    const leaf = parseCertificate(certificate.der)
    const [issuing, root] = chain.map(parseCertificate)
    assert.ok(issuing !== undefined && root !== undefined)
    verifySignature(leaf, issuing.publicKey)
    verifySignature(issuing, root.publicKey)
    const { serialNumber, notBefore, notAfter } = leaf
    assert.deepEqual(
      { ...certificate, der: null },
      { serialNumber, notBefore, notAfter, der: null, chainId: certificate.chainId },
    )
    assert.match(certificate.chainId, /^[0-9a-f]{64}$/)
  })

  it('leaves serial and bytes on record until the certificate is stored, and finishes them when asked again', async () => {
    const request = await leafRequest('certificate:2')
    const first = await sandbox.ca.issue(request)
    const row = await sandbox.storage.reader.serials.byIssuanceKey('certificate:2')
    assert.equal(row?.serialNumber, first.certificate.serialNumber)
    assert.deepEqual(row.tbs, tbsOf(first.certificate.der))
    const again = await sandbox.ca.issue({ ...request, identifiers: names('other.reseal-sandbox.com') })
    assert.deepEqual(tbsOf(again.certificate.der), row.tbs)
    assert.deepEqual({ ...again.certificate, der: null }, { ...first.certificate, der: null })

    await sandbox.storage.transaction((tx) => tx.serials.forgetTbs('certificate:2'))
    await assert.rejects(sandbox.ca.issue(request), { kind: 'conflict' })
  })

  it('gives callers that ask at once the same certificate', async () => {
    const request = await leafRequest('certificate:3')
    const answers = await Promise.all(Array.from({ length: 8 }, () => sandbox.ca.issue(request)))
    assert.equal(new Set(answers.map(({ certificate }) => certificate.der.toString('hex'))).size, 1)
  })

  it('never gives the certificate of another key', async () => {
    const request = await leafRequest('certificate:4')
    const other = { ...request, publicKey: (await keyOf('P-384')).publicKey }
    const [first, second] = await Promise.allSettled([sandbox.ca.issue(request), sandbox.ca.issue(other)])
    assert.equal(first.status, 'fulfilled')
    assert.equal(second.status, 'rejected')
    await assert.rejects(sandbox.ca.issue(other), { kind: 'serverInternal' })
  })

  it('records and signs nothing that a lint forbids, and names the lint', async () => {
    const request = await leafRequest('certificate:5', {
      identifiers: names('reseal-sandbox.com', 'reseal-sandbox.com'),
    })
    await assert.rejects(sandbox.ca.issue(request), (error: ServiceError) => {
      assert.equal(error.kind, 'issuerRejected')
      assert.match(error.detail, /lint dns-name-repeated/)
      return true
    })
    assert.equal(await sandbox.storage.reader.serials.byIssuanceKey('certificate:5'), undefined)
  })

  it('refuses an Ed25519 key, and no names at all', async () => {
    const publicKey = { kind: 'ed25519' as const, bits: 256, spki: Buffer.of(), keyBytes: Buffer.of() }
    const ed25519 = { ...publicKey, keyObject: (await keyOf('P-256')).publicKey.keyObject }
    await assert.rejects(sandbox.ca.issue(await leafRequest('certificate:6', { publicKey: ed25519 })), {
      kind: 'issuerRejected',
    })
    await assert.rejects(sandbox.ca.issue(await leafRequest('certificate:6', { identifiers: [] })), {
      kind: 'issuerRejected',
    })
  })

  it('revokes what it issued, once, and keeps the first date and reason', async () => {
    await sandbox.ca.issue(await leafRequest('certificate:7'))
    const at = sandbox.clock.now()
    const revoke = () => sandbox.ca.revoke({ key: 'certificate:7', reason: 'superseded', at })
    assert.deepEqual(await revoke(), { caId: 'd-ec-1' })
    assert.deepEqual(await sandbox.ca.revoke({ key: 'certificate:7', reason: 'keyCompromise', at: at + 1 }), {
      caId: 'd-ec-1',
    })
    const row = await sandbox.storage.reader.serials.byIssuanceKey('certificate:7')
    assert.deepEqual([row?.revokedAt, row?.reason], [at, 'superseded'])
    await assert.rejects(sandbox.ca.revoke({ key: 'certificate:none', reason: 'unspecified', at }), {
      kind: 'notFound',
    })
  })
})

describe('a crash while a certificate is issued', () => {
  for (const point of crashPoints) {
    it(`${point} costs nothing: the next attempt ends with the one serial on record`, async () => {
      const crash = new Crash()
      await using sandbox = await openSandboxCa({ wrap: crash.wrap, beforeSign: () => crash.at('while signing') })
      const request = await leafRequest('certificate:1')
      crash.next = point
      await assert.rejects(sandbox.ca.issue(request), /crash/)
      const left = await sandbox.storage.reader.serials.byIssuanceKey('certificate:1')
      assert.equal(left === undefined, point === 'before the record')

      const { certificate } = await sandbox.ca.issue(request)
      const row = await sandbox.storage.reader.serials.byIssuanceKey('certificate:1')
      assert.equal(certificate.serialNumber, row?.serialNumber)
      if (left !== undefined) assert.deepEqual(tbsOf(certificate.der), left.tbs)
    })
  }

  it('after the record leaves a serial that can be revoked, and then is never signed', async () => {
    const crash = new Crash()
    await using sandbox = await openSandboxCa({ wrap: crash.wrap })
    crash.next = 'after the record'
    await assert.rejects(sandbox.ca.issue(await leafRequest('certificate:1')), /crash/)
    const at = sandbox.clock.now()
    assert.deepEqual(await sandbox.ca.revoke({ key: 'certificate:1', reason: 'keyCompromise', at }), { caId: 'd-ec-1' })
    await assert.rejects(sandbox.ca.issue(await leafRequest('certificate:1')), { kind: 'issuerRejected' })
    assert.equal((await sandbox.storage.reader.serials.revoked('d-ec-1', at)).length, 1)
  })
})
