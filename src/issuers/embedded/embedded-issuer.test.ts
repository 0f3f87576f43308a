import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type CertificateClass, day, ServiceError } from '../../core/index.ts'
import { buildCsr, createName, parseCertificate } from '../../x509/index.ts'
import { keyOf, names, openSandboxCa, type SandboxCa, start } from '../../../test/support/sandbox-ca.ts'
import type { IssuanceRequest, Issuer } from '../issuer.ts'
import { createEmbeddedIssuer } from './index.ts'

// The parts of a class that an issuer looks at.
const dv = { ca: 'DigiCert', validation: 'dv' } as CertificateClass

describe('the embedded issuer', () => {
  let sandbox: SandboxCa
  let issuer: Issuer
  before(async () => {
    sandbox = await openSandboxCa()
    issuer = createEmbeddedIssuer({ ca: sandbox.ca, clock: sandbox.clock })
  })
  after(() => sandbox[Symbol.asyncDispose]())

  it('issues for the key of the request, under names that the caller gives, not the request', async () => {
    const request = await requestOf('certificate:1')
    const outcome = await issuer.issue(request)
    assert.equal(outcome.status, 'issued')
    const leaf = parseCertificate(outcome.certificate.der)
    assert.deepEqual(leaf.publicKey.spki, (await keyOf('P-256')).publicKey.spki)
    assert.deepEqual(leaf.subjectAltName?.dnsNames, request.identifiers)
    assert.equal(outcome.certificate.issuerId, 'embedded')
    assert.equal(outcome.chain.length, 2)
  })

  it('answers the same again', async () => {
    const request = await requestOf('certificate:2')
    const [first, second] = [await issuer.issue(request), await issuer.issue(request)]
    assert.ok(first.status === 'issued' && second.status === 'issued')
    assert.equal(first.certificate.serialNumber, second.certificate.serialNumber)
  })

  it('rejects, and says why: an expired term, an unreadable request, a missing organization', async () => {
    const rejects = async (change: Partial<IssuanceRequest>, problem: RegExp) => {
      const outcome = await issuer.issue({ ...(await requestOf('certificate:3')), ...change })
      assert.equal(outcome.status, 'rejected')
      assert.match(outcome.problem, problem)
    }
    await rejects({ paidUntil: start }, /has ended/)
    await rejects({ csr: Buffer.from('no request') }, /^CSR: /)
    await rejects({ class: { ...dv, validation: 'ov' } }, /organization is missing/)
    assert.equal(await sandbox.storage.reader.serials.byIssuanceKey('certificate:3'), undefined)
  })

  it('throws what is no refusal: the order is asked for again later', async () => {
    const request = await requestOf('certificate:4')
    await issuer.issue(request)
    await sandbox.storage.transaction((tx) => tx.serials.forgetTbs(request.key))
    await assert.rejects(issuer.issue(request), (error: ServiceError) => {
      return error instanceof ServiceError && error.kind === 'conflict'
    })
  })

  it('revokes, names the CA whose CRL changes, and publishes it', async () => {
    const request = await requestOf('certificate:5')
    await issuer.issue(request)
    const revocation = { key: request.key, reason: 'superseded', at: start + day } as const
    assert.deepEqual(await issuer.revoke(revocation), { status: 'revoked', caId: 'd-ec-1' })
    assert.deepEqual(await issuer.revoke(revocation), { status: 'revoked', caId: 'd-ec-1' })
    // A date in the future would make a CRL that contradicts itself.
    assert.equal((await sandbox.storage.reader.serials.byIssuanceKey(request.key))?.revokedAt, start)
    await issuer.crls?.publish('d-ec-1')
    assert.equal((await sandbox.storage.reader.authorities.crl('d-ec-1'))?.number, 2)
    assert.equal((await issuer.revoke({ ...revocation, key: 'certificate:none' })).status, 'rejected')
  })
})

async function requestOf(key: string): Promise<IssuanceRequest> {
  const { privateKey } = await keyOf('P-256')
  const subject = createName([['commonName', 'asked-for.example.com']])
  return {
    key,
    class: dv,
    csr: buildCsr({ subject, dnsNames: ['asked-for.example.com'], privateKey }),
    identifiers: names('www.reseal-sandbox.com', 'reseal-sandbox.com'),
    organization: null,
    paidUntil: start + 365 * day,
  }
}
