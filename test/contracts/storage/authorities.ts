import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day } from '../../../src/core/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { newAuthority, newSerial, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function authoritySuite(kind: TestDatabase): void {
  describe('certificate authorities', () => {
    const { reader, write } = opened(kind)

    it('keeps the CAs, and refuses a second of one name', async () => {
      const [root, issuing] = [newAuthority('root'), { ...newAuthority('root-1'), parentId: 'root' }]
      await write(async (tx) => {
        await tx.authorities.insert(root)
        await tx.authorities.insert(issuing)
      })
      assert.deepEqual(await reader().authorities.all(), [root, issuing])
      await assert.rejects(
        write((tx) => tx.authorities.insert(root)),
        { kind: 'duplicate' },
      )
    })

    it('replaces a CRL only by one with a higher number', async () => {
      const crl = { caId: 'crl-ca', number: 5, der: Buffer.from('five'), thisUpdate: t0, nextUpdate: t0 + day }
      await write((tx) => tx.authorities.insert(newAuthority('crl-ca')))
      assert.equal(await reader().authorities.crl('crl-ca'), undefined)
      assert.equal(await write((tx) => tx.authorities.storeCrl(crl)), true)
      assert.equal(await write((tx) => tx.authorities.storeCrl({ ...crl, der: Buffer.from('again') })), false)
      assert.deepEqual(await reader().authorities.crl('crl-ca'), crl)
      const next = { ...crl, number: 6, der: Buffer.from('six') }
      assert.equal(await write((tx) => tx.authorities.storeCrl(next)), true)
      assert.deepEqual(await reader().authorities.crl('crl-ca'), next)
    })

    it('writes down a serial once, found by its number and by what it was for', async () => {
      await write((tx) => tx.authorities.insert(newAuthority('s-ca')))
      const serial = newSerial('s-ca')
      await write((tx) => tx.serials.insert(serial))
      const kept = { ...serial, revokedAt: null, reason: null }
      assert.deepEqual(await reader().serials.byIssuanceKey(serial.issuanceKey), kept)
      assert.deepEqual(await reader().serials.byNumber('s-ca', serial.serialNumber), kept)
      assert.equal(await reader().serials.byNumber('root', serial.serialNumber), undefined)
      for (const again of [{ issuanceKey: serial.issuanceKey }, { serialNumber: serial.serialNumber }]) {
        await assert.rejects(
          write((tx) => tx.serials.insert(newSerial('s-ca', again))),
          { kind: 'conflict' },
        )
      }
      await write((tx) => tx.serials.forgetTbs(serial.issuanceKey))
      assert.deepEqual(await reader().serials.byIssuanceKey(serial.issuanceKey), { ...kept, tbs: null })
    })

    it('revokes a serial once, and lists what a CRL has to name', async () => {
      await write(async (tx) => {
        await tx.authorities.insert(newAuthority('r-ca'))
        await tx.authorities.insert(newAuthority('quiet-ca'))
      })
      const [first, second, over] = [newSerial('r-ca'), newSerial('r-ca'), newSerial('r-ca', { notAfter: t0 - 1 })]
      await write(async (tx) => {
        for (const serial of [second, first, over, newSerial('r-ca')]) await tx.serials.insert(serial)
      })
      const revoke = (serialNumber: string, at: number) =>
        write((tx) => tx.serials.revoke('r-ca', serialNumber, at, 'keyCompromise'))
      assert.equal(await revoke(first.serialNumber, t0 + 1), true)
      assert.equal(await revoke(first.serialNumber, t0 + 2), false)
      assert.equal(await revoke('ffff', t0), false)
      assert.equal(await revoke(second.serialNumber, t0 + 3), true)
      assert.equal(await revoke(over.serialNumber, t0 + 2), true)
      assert.deepEqual(await reader().serials.revoked('r-ca', t0), [
        { serialNumber: first.serialNumber, revokedAt: t0 + 1, reason: 'keyCompromise' },
        { serialNumber: second.serialNumber, revokedAt: t0 + 3, reason: 'keyCompromise' },
      ])
      const newest = await reader().serials.newestRevocations()
      assert.equal(newest.get('r-ca'), t0 + 3)
      assert.equal(newest.has('quiet-ca'), false)
    })

    it('blocks a key, for the reason given first', async () => {
      assert.equal(await reader().blockedKeys.isBlocked('k'), false)
      await write((tx) => tx.blockedKeys.block('k', 'keyCompromise', t0))
      await write((tx) => tx.blockedKeys.block('k', 'other', t0 + 1))
      assert.equal(await reader().blockedKeys.isBlocked('k'), true)
    })
  })
}
