import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day } from '../../../src/core/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { issued, newAccount, newCertificate, newOrder, seed, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function certificateSuite(kind: TestDatabase): void {
  describe('certificates', () => {
    const { reader, write } = opened(kind)

    it('gives back what was stored, with its order, to its own account only', async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const orderId = await write((tx) => tx.orders.insert(newOrder(accountId)))
      const certificate = newCertificate(orderId, accountId)
      const { id, sequence } = await write((tx) => tx.certificates.insert(certificate))
      assert.equal(sequence, 1)
      const expected = {
        ...certificate,
        id,
        sequence: 1,
        updatedAt: t0,
        updatedBy: 'alice',
        issued: null,
        revokedAt: null,
        revocationReason: null,
        problem: null,
      }
      assert.deepEqual(await reader().certificates.byId(accountId, id), expected)
      const order = await reader().orders.byId(accountId, orderId)
      assert.deepEqual(await reader().certificates.withOrder(accountId, id), { certificate: expected, order })
      assert.deepEqual(await reader().certificates.withOrderById(id), { certificate: expected, order })
      assert.equal(await reader().certificates.byId(accountId + 1, id), undefined)
      assert.equal(await reader().certificates.withOrder(accountId + 1, id), undefined)
      assert.equal(await reader().certificates.withOrderById(id + 1), undefined)
    })

    it('lets an order have one open certificate, and counts them', async () => {
      const { accountId, orderId, certificateId } = await write(seed)
      const another = () =>
        write((tx) => tx.certificates.insert(newCertificate(orderId, accountId, { kind: 'reissue' })))
      await assert.rejects(another(), { kind: 'conflict' })
      assert.equal((await reader().certificates.openOf(orderId))?.id, certificateId)
      await write((tx) => tx.certificates.setStatus(certificateId, ['pending'], 'canceled', { at: t0, by: 'x' }))
      assert.equal(await reader().certificates.openOf(orderId), undefined)
      const { id, sequence } = await another()
      assert.equal(sequence, 2)
      const summaries = await reader().certificates.ofOrder(orderId)
      assert.deepEqual(
        summaries.map((summary) => [summary.id, summary.sequence, summary.status, summary.notAfter]),
        [
          [certificateId, 1, 'canceled', null],
          [id, 2, 'pending', null],
        ],
      )
      assert.equal(Object.hasOwn(summaries[0] ?? {}, 'csr'), false)
    })

    it('becomes valid once, from issuing', async () => {
      const { accountId, orderId, certificateId } = await write(seed)
      const store = () => write((tx) => tx.certificates.storeIssued(certificateId, issued(), t0 + 1, 'ca'))
      assert.equal(await store(), false)
      const change = { at: t0, by: 'x', problem: 'CAA' }
      assert.equal(await write((tx) => tx.certificates.setStatus(certificateId, ['pending'], 'issuing', change)), true)
      assert.equal((await reader().certificates.byId(accountId, certificateId))?.problem, 'CAA')
      assert.equal(await store(), true)
      assert.equal(await store(), false)
      const certificate = await reader().certificates.byId(accountId, certificateId)
      assert.deepEqual(certificate?.issued, issued())
      assert.ok(Buffer.isBuffer(certificate?.issued?.der))
      assert.deepEqual([certificate?.status, certificate?.updatedBy, certificate?.problem], ['valid', 'ca', null])
      assert.deepEqual(await reader().certificates.newestValidOf(orderId), certificate)
    })

    it('takes the newest valid certificate of several, and none where there is none', async () => {
      const { accountId, orderId } = await write(seed)
      assert.equal(await reader().certificates.newestValidOf(orderId), undefined)
      const ids = await write(async (tx) => {
        const made: number[] = []
        for (const status of ['valid', 'valid', 'revoked'] as const) {
          made.push((await tx.certificates.insert(newCertificate(orderId, accountId, { status, kind: 'reissue' }))).id)
        }
        return made
      })
      assert.equal((await reader().certificates.newestValidOf(orderId))?.id, ids[1])
    })

    it('writes what a status change names, and leaves the rest', async () => {
      const { accountId, certificateId } = await write(seed)
      await write((tx) => tx.certificates.setProblem(certificateId, 'waiting'))
      const revoked = { at: t0 + 2, by: 'bob', revokedAt: t0 + 1, revocationReason: 'superseded' as const }
      assert.equal(
        await write((tx) => tx.certificates.setStatus(certificateId, ['valid', 'pending'], 'revoked', revoked)),
        true,
      )
      const certificate = await reader().certificates.byId(accountId, certificateId)
      assert.deepEqual(
        [certificate?.status, certificate?.problem, certificate?.revokedAt, certificate?.revocationReason],
        ['revoked', 'waiting', t0 + 1, 'superseded'],
      )
    })

    it('finds what a crash left behind, what is hopeless and what ended', async () => {
      const add = (status: 'issuing' | 'revoking' | 'pending' | 'valid', at: number) =>
        write(async (tx) => {
          const accountId = await tx.accounts.insert(newAccount())
          const orderId = await tx.orders.insert(newOrder(accountId))
          const certificate = newCertificate(orderId, accountId, { status, createdAt: at })
          return (await tx.certificates.insert(certificate)).id
        })
      const old = t0 - 100 * day
      const issuing = await add('issuing', old)
      const revoking = await add('revoking', old + 1)
      const pending = await add('pending', old)
      await add('issuing', t0)
      await add('pending', t0)
      assert.deepEqual(await reader().certificates.leftBehind(t0, 10), [
        { id: issuing, status: 'issuing' },
        { id: revoking, status: 'revoking' },
      ])
      assert.deepEqual(await reader().certificates.hopeless(t0, 10), [pending])
      await write((tx) => tx.certificates.storeIssued(issuing, issued({ notAfter: t0 - 1 }), t0, 'ca'))
      assert.deepEqual(await reader().certificates.ended(t0, 10), [issuing])
      assert.deepEqual(await reader().certificates.leftBehind(t0, 0), [])
    })

    it('keeps a chain once', async () => {
      const chain = [Buffer.from('leaf issuer'), Buffer.from('root'), Buffer.alloc(0)]
      await write((tx) => tx.certificates.storeChain('c1', chain))
      await write((tx) => tx.certificates.storeChain('c1', chain))
      assert.deepEqual(await reader().certificates.chain('c1'), chain)
      assert.equal(await reader().certificates.chain('c2'), undefined)
    })
  })
}
