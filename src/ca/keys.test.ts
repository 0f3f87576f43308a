import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { addYears, hour, second } from '../core/index.ts'
import { SecretsError } from '../secrets/index.ts'
import type { DatabaseOptions } from '../storage/index.ts'
import { type Certificate, formatName, oids, verifySignature } from '../x509/index.ts'
import { cheapSecrets, openSandboxCa, type SandboxCa, start } from '../../test/support/sandbox-ca.ts'
import { purposeOfKey } from './signing-authority.ts'

const ids = ['tls-r1', 'd-rsa-1', 'd-ec-1', 's-rsa-1', 's-ec-1']

describe('the CAs of a new installation', () => {
  let sandbox: SandboxCa
  before(async () => (sandbox = await openSandboxCa()))
  after(() => sandbox[Symbol.asyncDispose]())

  const certificate = (id: string): Certificate => sandbox.ca.authorities.byId(id).certificate

  it('are a root and two issuing CAs for each brand, with names that nobody takes for the real ones', () => {
    assert.deepEqual(
      sandbox.ca.authorities.all.map(({ id }) => id),
      ids,
    )
    assert.deepEqual(
      sandbox.ca.authorities.all.map(({ certificate }) => formatName(certificate.subject).split('CN = ')[1]),
      [
        'Reseal Sandbox TLS Root R1',
        'Reseal Sandbox D RSA CA 1',
        'Reseal Sandbox D ECC CA 1',
        'Reseal Sandbox S RSA CA 1',
        'Reseal Sandbox S ECC CA 1',
      ],
    )
  })

  it('have a root as BR 7.1.2.1 says', () => {
    const root = certificate('tls-r1')
    verifySignature(root, root.publicKey)
    assert.deepEqual(root.issuer.der, root.subject.der)
    assert.deepEqual(root.basicConstraints, { ca: true })
    assert.equal(root.publicKey.kind === 'ec' && root.publicKey.curve, 'P-384')
    assert.equal(root.extendedKeyUsage, undefined)
    assert.equal(root.certificatePolicies, undefined)
    assert.deepEqual(root.authorityKeyIdentifier?.keyIdentifier, root.subjectKeyIdentifier)
    assert.equal(root.notAfter, addYears(root.notBefore, 20) - second)
  })

  it('have issuing CAs as BR 7.1.2.6 says', () => {
    const root = certificate('tls-r1')
    for (const id of ids.slice(1)) {
      const ca = certificate(id)
      verifySignature(ca, root.publicKey)
      assert.deepEqual(ca.issuer.der, root.subject.der)
      assert.deepEqual(ca.basicConstraints, { ca: true, pathLength: 0 })
      assert.deepEqual(ca.keyUsage, ['digitalSignature', 'keyCertSign', 'cRLSign'])
      assert.deepEqual(ca.extendedKeyUsage, ['serverAuth'])
      assert.deepEqual(
        ca.certificatePolicies?.map(({ oid }) => oid),
        [oids.domainValidated, oids.organizationValidated, oids.extendedValidation],
      )
      assert.deepEqual(
        ca.cRLDistributionPoints?.map(({ urls }) => urls),
        [['http://pki.reseal.test/pki/tls-r1.crl']],
      )
      assert.deepEqual(ca.authorityInfoAccess, [{ method: 'caIssuers', url: 'http://pki.reseal.test/pki/tls-r1.cer' }])
      assert.deepEqual(ca.authorityKeyIdentifier?.keyIdentifier, root.subjectKeyIdentifier)
      const critical = ca.extensions.filter((extension) => extension.critical).map(({ oid }) => oid)
      assert.deepEqual(critical, [oids.basicConstraints, oids.keyUsage])
      assert.equal(ca.notBefore, start - (start % second) - hour)
      assert.equal(ca.notAfter, addYears(ca.notBefore, 10) - second)
      assert.equal(ca.publicKey.kind, id.includes('rsa') ? 'rsa' : 'ec')
      assert.equal(ca.publicKey.bits, id.includes('rsa') ? 2048 : 256)
    }
  })

  it('have serials of their own on record, and a CRL each', async () => {
    for (const id of ids) {
      const serial = await sandbox.storage.reader.serials.byIssuanceKey(`authority:${id}`)
      assert.equal(serial?.serialNumber, certificate(id).serialNumber)
      assert.equal(serial.caId, 'tls-r1')
      assert.equal((await sandbox.storage.reader.authorities.crl(id))?.number, 1)
    }
  })

  it('keep their keys sealed, each for its own row', async () => {
    const rows = await sandbox.storage.reader.authorities.all()
    assert.ok(sandbox.database.kind === 'sqlite')
    const { file } = sandbox.database
    const files = [file, `${file}-wal`].map((name) => readFileSync(name))
    for (const row of rows) {
      const pkcs8 = await cheapSecrets().open(row.sealedKey, purposeOfKey(row.id))
      const secret = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }).d ?? ''
      assert.ok(pkcs8.includes(Buffer.from(secret, 'base64url')))
      for (const bytes of files) assert.ok(!bytes.includes(Buffer.from(secret, 'base64url')), row.id)
      await assert.rejects(cheapSecrets().open(row.sealedKey, purposeOfKey('other')), { code: 'damaged' })
    }
  })
})

describe('the CAs of an installation that was started before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-keys-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('are the same, and sign with the same keys', async () => {
    const database = { kind: 'sqlite', file: join(folder, 'again.sqlite') } as const
    const first = await certificatesAt(database)
    await using second = await openSandboxCa({ database })
    assert.deepEqual(
      second.ca.authorities.all.map(({ certificate }) => certificate.der),
      first,
    )
    const tbs = Buffer.from('bytes')
    for (const authority of second.ca.authorities.all) {
      assert.ok(authority.verify(tbs, await authority.sign(tbs)))
      assert.ok(!authority.verify(Buffer.from('other bytes'), await authority.sign(tbs)))
    }
  })

  it('do not open with another passphrase, and say so in one sentence', async () => {
    const database = { kind: 'sqlite', file: join(folder, 'wrong.sqlite') } as const
    await certificatesAt(database)
    await assert.rejects(openSandboxCa({ database, passphrase: 'guess' }), (error: SecretsError) => {
      assert.ok(error instanceof SecretsError)
      assert.match(error.message, /RESEAL_CA_PASSPHRASE/)
      return true
    })
  })

  async function certificatesAt(database: DatabaseOptions): Promise<Buffer[]> {
    await using sandbox = await openSandboxCa({ database })
    return sandbox.ca.authorities.all.map(({ certificate }) => certificate.der)
  }
})
