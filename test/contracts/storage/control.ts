import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day, randomId } from '../../../src/core/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { name, newAuthorization, newChallenge, seed, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function controlSuite(kind: TestDatabase): void {
  describe('proof of control', () => {
    const { kind: database, reader, write, ...own } = opened(kind)

    it("finds the account's newest proof of each name and method", async () => {
      const { accountId } = await write(seed)
      const proofs = [
        newAuthorization(accountId, { validatedAt: t0 - 2 * day }),
        newAuthorization(accountId, { validatedAt: t0 - day }),
        newAuthorization(accountId, { validatedAt: t0 - day, method: 'http' }),
        newAuthorization(accountId, { identifier: name('other.example') }),
        newAuthorization(accountId, { identifier: name('old.example'), validatedAt: t0 - 300 * day }),
      ]
      await write(async (tx) => {
        for (const proof of proofs) await tx.authorizations.insert(proof)
      })
      const names = ['example.com', 'old.example', 'unknown.example', 'other.example']
      const found = await reader().authorizations.proofs(accountId, names, t0 - 200 * day)
      assert.deepEqual(new Set(found), new Set([proofs[1], proofs[2], proofs[3]]))
      assert.deepEqual(await reader().authorizations.proofs(accountId + 1, names, 0), [])
      assert.deepEqual(await reader().authorizations.proofs(accountId, [], 0), [])
    })

    it('finds proofs for hundreds of names', async () => {
      const { accountId } = await write(seed)
      const names = Array.from({ length: 250 }, (_, index) => name(`n${index}.example`))
      await write(async (tx) => {
        for (const identifier of names) await tx.authorizations.insert(newAuthorization(accountId, { identifier }))
      })
      assert.equal((await reader().authorizations.proofs(accountId, names, 0)).length, 250)
    })

    it('keeps the challenges of a certificate, each with its proof', async () => {
      const seeded = await write(seed)
      const txt = newChallenge(seeded)
      const http = newChallenge(seeded, {
        authorizationDomain: name('www.example.com'),
        method: 'http',
        proof: { method: 'http', fileName: 'a.txt', lines: ['one', 'two'] },
      })
      await write((tx) => tx.challenges.insert([txt, http]))
      const open = { status: 'pending', validatedAt: null, attempts: 0, problem: null }
      assert.deepEqual(await reader().challenges.ofCertificate(seeded.certificateId), [
        { ...txt, ...open },
        { ...http, ...open },
      ])
      assert.deepEqual(await reader().challenges.byId(http.id), { ...http, ...open })
      assert.equal(await reader().challenges.byId(randomId()), undefined)
    })

    it('finishes a challenge once', async () => {
      const challenge = newChallenge(await write(seed))
      await write((tx) => tx.challenges.insert([challenge]))
      assert.equal(await write((tx) => tx.challenges.finish(challenge.id, 'valid', t0 + 1, null)), true)
      assert.equal(await write((tx) => tx.challenges.finish(challenge.id, 'invalid', t0 + 2, 'late')), false)
      const finished = await reader().challenges.byId(challenge.id)
      assert.deepEqual([finished?.status, finished?.validatedAt, finished?.problem], ['valid', t0 + 1, null])
    })

    it('cancels what is still open of a certificate', async () => {
      const seeded = await write(seed)
      const [done, open] = [newChallenge(seeded), newChallenge(seeded)]
      await write(async (tx) => {
        await tx.challenges.insert([done, open])
        await tx.challenges.finish(done.id, 'valid', t0, null)
        await tx.challenges.cancelOfCertificate(seeded.certificateId, t0)
      })
      assert.equal((await reader().challenges.byId(done.id))?.status, 'valid')
      assert.equal((await reader().challenges.byId(open.id))?.status, 'canceled')
    })

    it('knows which requests of the account wait for a proof at a name', async () => {
      const seeded = await write(seed)
      const domain = name('waiting.example')
      const [first, second] = [newChallenge(seeded, { authorizationDomain: domain }), newChallenge(seeded)]
      await write((tx) => tx.challenges.insert([first, { ...second, authorizationDomain: domain }]))
      assert.deepEqual(await reader().challenges.waitingFor(seeded.accountId, domain), [seeded.certificateId])
      assert.deepEqual(await reader().challenges.waitingFor(seeded.accountId + 1, domain), [])
      await write((tx) => tx.challenges.cancelOfCertificate(seeded.certificateId, t0))
      assert.deepEqual(await reader().challenges.waitingFor(seeded.accountId, domain), [])
    })

    it('counts attempts and keeps what each found, in order', async () => {
      const challenge = newChallenge(await write(seed))
      const attempt = (found: string, valid: boolean) => ({
        id: randomId(),
        challengeId: challenge.id,
        at: t0,
        perspective: 'local',
        server: '127.0.0.1:53',
        valid,
        found,
        authenticated: !valid,
      })
      const attempts = [attempt('nothing', false), attempt('token', true)]
      await write((tx) => tx.challenges.insert([challenge]))
      await write((tx) => tx.challenges.recordAttempt(challenge.id, attempts.slice(0, 1), 'not found'))
      await write((tx) => tx.challenges.recordAttempt(challenge.id, attempts.slice(1), null))
      assert.deepEqual(await reader().challenges.attemptsOf(challenge.id), attempts)
      const tried = await reader().challenges.byId(challenge.id)
      assert.deepEqual([tried?.attempts, tried?.problem], [2, null])
    })

    it('opens an e-mail challenge by its newest link while it is pending', async () => {
      const proof = { method: 'email' as const, address: 'admin@example.com', tokenHash: 'hash-1' }
      const challenge = newChallenge(await write(seed), { method: 'email', proof })
      await write((tx) => tx.challenges.insert([challenge]))
      assert.deepEqual((await reader().challenges.byEmailTokenHash('hash-1'))?.proof, proof)
      await write((tx) => tx.challenges.setEmailToken(challenge.id, 'hash-2'))
      assert.equal(await reader().challenges.byEmailTokenHash('hash-1'), undefined)
      assert.equal((await reader().challenges.byEmailTokenHash('hash-2'))?.id, challenge.id)
      await write((tx) => tx.challenges.finish(challenge.id, 'invalid', t0, 'refused'))
      assert.equal(await reader().challenges.byEmailTokenHash('hash-2'), undefined)
    })

    it('keeps every CAA check', async () => {
      const { certificateId } = await write(seed)
      const check = {
        id: randomId(),
        certificateId,
        identifier: 'example.com',
        at: t0,
        permitted: false,
        found: 'none',
      }
      await write((tx) => tx.challenges.insertCaaCheck(check))
      const [row] = await database.query(own.database(), 'select * from caa_checks')
      assert.deepEqual([row?.['id'], Number(row?.['permitted'])], [check.id, 0])
    })
  })
}
