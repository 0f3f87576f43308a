import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { minute, sha256Hex } from '../../../src/core/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { newAccount, seed, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function accountSuite(kind: TestDatabase): void {
  describe('accounts, sessions and repeated requests', () => {
    const { reader, write } = opened(kind)

    it('has no account before the first', async () => {
      assert.equal(await reader().accounts.any(), false)
    })

    it('gives back an account by id, by login and by API key, and its credentials apart', async () => {
      const account = newAccount({ creditLimit: 5_000 })
      const id = await write((tx) => tx.accounts.insert(account))
      const { passwordHash, apiKeyHash, ...visible } = account
      assert.deepEqual(await reader().accounts.byId(id), { id, balance: 0, ...visible })
      assert.deepEqual(await reader().accounts.byLogin(account.login), { id, balance: 0, ...visible })
      const credentials = { accountId: id, login: account.login, passwordHash, apiKeyHash }
      assert.deepEqual(await reader().accounts.credentialsOf(account.login), credentials)
      assert.deepEqual(await reader().accounts.credentialsByApiKeyHash(apiKeyHash), credentials)
      assert.equal(await reader().accounts.byId(id + 1), undefined)
      assert.equal(await reader().accounts.byLogin('nobody'), undefined)
      assert.equal(await reader().accounts.any(), true)
    })

    it('refuses a login that exists as a duplicate', async () => {
      const account = newAccount()
      await write((tx) => tx.accounts.insert(account))
      await assert.rejects(
        write((tx) => tx.accounts.insert({ ...account, apiKeyHash: sha256Hex('other') })),
        { name: 'ServiceError', kind: 'duplicate', field: 'login' },
      )
    })

    it('changes the password and each of the terms alone', async () => {
      const account = newAccount({ creditLimit: 100 })
      const id = await write((tx) => tx.accounts.insert(account))
      await write(async (tx) => {
        await tx.accounts.setPassword(id, 'new')
        await tx.accounts.setTerms(id, { vatRate: 700 })
        await tx.accounts.setTerms(id, { creditLimit: null, currency: 'USD' })
      })
      assert.equal((await reader().accounts.credentialsOf(account.login))?.passwordHash, 'new')
      const after = await reader().accounts.byId(id)
      assert.deepEqual([after?.vatRate, after?.creditLimit, after?.currency], [700, null, 'USD'])
    })

    it('charges down to the credit limit and not below, and lets a credit through at any balance', async () => {
      const id = await write((tx) => tx.accounts.insert(newAccount({ creditLimit: 1_000 })))
      const charge = (gross: number) => write((tx) => tx.accounts.charge(id, gross))
      assert.equal(await charge(1_000), true)
      assert.equal(await charge(1), false)
      assert.equal((await reader().accounts.byId(id))?.balance, -1_000)
      await write((tx) => tx.accounts.setTerms(id, { creditLimit: 0 }))
      assert.equal(await charge(-1), true)
      assert.equal((await reader().accounts.byId(id))?.balance, -999)
    })

    it('never lets charges at the same time exceed the limit together', async () => {
      const id = await write((tx) => tx.accounts.insert(newAccount({ creditLimit: 1_000 })))
      const charges = Array.from({ length: 30 }, () => write((tx) => tx.accounts.charge(id, 100)))
      assert.equal((await Promise.all(charges)).filter(Boolean).length, 10)
      assert.equal((await reader().accounts.byId(id))?.balance, -1_000)
    })

    it('keeps a session until it is deleted, expires or is idle', async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const session = (idHash: string, usedAt: number, expiresAt: number) => ({
        idHash,
        accountId,
        createdAt: t0,
        usedAt,
        expiresAt,
      })
      await write(async (tx) => {
        for (const id of ['used', 'expired', 'deleted']) await tx.sessions.insert(session(id, t0, t0 + 60 * minute))
        await tx.sessions.insert(session('idle', t0 - 30 * minute, t0 + 60 * minute))
        await tx.sessions.insert(session('ended', t0, t0 - 1))
        await tx.sessions.touch('used', t0 + minute)
        await tx.sessions.touch('used', t0)
        assert.equal(await tx.sessions.delete('deleted'), true)
        assert.equal(await tx.sessions.delete('deleted'), false)
      })
      assert.deepEqual(await reader().sessions.byIdHash('used'), session('used', t0 + minute, t0 + 60 * minute))
      assert.equal(await reader().sessions.byIdHash('deleted'), undefined)
      assert.equal(await write((tx) => tx.sessions.deleteEnded(t0, t0 - 10 * minute)), 2)
      await write((tx) => tx.sessions.deleteOfAccount(accountId))
      assert.equal(await reader().sessions.byIdHash('used'), undefined)
    })

    it('lets one request claim an idempotency key, and keeps its answer', async () => {
      const { accountId } = await write(seed)
      const claim = { accountId, key: 'k1', requestHash: 'h', answer: null, certificateId: null, createdAt: t0 }
      const answer = { status: 200, contentType: 'text/plain', body: 'done' }
      assert.equal(await write((tx) => tx.idempotency.claim(claim)), true)
      assert.equal(await write((tx) => tx.idempotency.claim({ ...claim, requestHash: 'other' })), false)
      assert.deepEqual(await reader().idempotency.find(accountId, 'k1'), claim)
      await write((tx) => tx.idempotency.complete(accountId, 'k1', answer))
      await write((tx) => tx.idempotency.release(accountId, 'k1'))
      assert.deepEqual(await reader().idempotency.find(accountId, 'k1'), { ...claim, answer })
      assert.equal(await reader().idempotency.find(accountId + 1, 'k1'), undefined)
      await write((tx) => tx.idempotency.claim({ ...claim, key: 'k2', createdAt: t0 + 1 }))
      await write((tx) => tx.idempotency.release(accountId, 'k2'))
      assert.equal(await reader().idempotency.find(accountId, 'k2'), undefined)
      assert.equal(await write((tx) => tx.idempotency.deleteBefore(t0 + 1)), 1)
    })
  })
}
