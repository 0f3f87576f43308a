import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day, randomId } from '../../../src/core/index.ts'
import type { NewOrder } from '../../../src/storage/index.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { name, newAccount, newCertificate, newOrder, seed, t0 } from '../../support/storage-rows.ts'
import { opened } from '../../support/storage-suite.ts'

export function orderSuite(kind: TestDatabase): void {
  describe('orders, contacts and the ledger', () => {
    const { reader, write } = opened(kind)

    it('numbers orders from one million', async () => {
      const { orderId } = await write(seed)
      assert.equal(orderId, 1_000_000)
    })

    it("gives an order back to its own account only: another's is like none", async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const order = newOrder(accountId, { paidNames: [name('xn--bcher-kva.example')] })
      const id = await write((tx) => tx.orders.insert(order))
      const expected = { ...order, id, updatedAt: order.createdAt, updatedBy: order.createdBy }
      assert.deepEqual(await reader().orders.byId(accountId, id), expected)
      assert.equal(await reader().orders.byId(accountId + 1, id), undefined)
      assert.equal(await reader().orders.byId(accountId, id + 1), undefined)
    })

    it("names the classes of an account's orders, however many are asked for", async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const add = (change: Partial<NewOrder>) => write((tx) => tx.orders.insert(newOrder(accountId, change)))
      const [dv, ov] = [await add({ class: 'ssl123dv' }), await add({ class: 'webserverov' })]
      const unknown = Array.from({ length: 300 }, (_, index) => ov + 1 + index)
      const classes = await reader().orders.classesOf(accountId, [dv, ...unknown, ov])
      assert.deepEqual(
        [...classes].toSorted(([left], [right]) => left - right),
        [
          [dv, 'ssl123dv'],
          [ov, 'webserverov'],
        ],
      )
      assert.equal((await reader().orders.classesOf(accountId + 1, [dv, ov])).size, 0)
      assert.equal((await reader().orders.classesOf(accountId, [])).size, 0)
    })

    it('changes the status from the expected ones only, and says who did it', async () => {
      const { accountId, orderId } = await write(seed)
      const change = (from: 'pending' | 'valid', to: 'valid' | 'reissuing') =>
        write((tx) => tx.orders.setStatus(orderId, [from], to, t0 + 5, 'bob'))
      assert.equal(await change('valid', 'reissuing'), false)
      assert.equal(await change('pending', 'valid'), true)
      const order = await reader().orders.byId(accountId, orderId)
      assert.deepEqual([order?.status, order?.updatedAt, order?.updatedBy], ['valid', t0 + 5, 'bob'])
      assert.equal(
        await write((tx) => tx.orders.setStatus(orderId, ['pending', 'reissuing', 'valid'], 'revoked', t0, 'x')),
        true,
      )
    })

    it('lets one of two changes at the same time win', async () => {
      const { orderId } = await write(seed)
      const results = await Promise.all(
        Array.from({ length: 20 }, () => write((tx) => tx.orders.setStatus(orderId, ['pending'], 'valid', t0, 'x'))),
      )
      assert.equal(results.filter(Boolean).length, 1)
    })

    it('locks an order until the transaction ends', async () => {
      const { accountId, orderId } = await write(seed)
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          write(async (tx) => {
            await tx.orders.lock(orderId)
            const order = await tx.orders.byId(accountId, orderId)
            await tx.orders.setPaidNames(orderId, [...(order?.paidNames ?? []), name(`n${index}.example`)])
          }),
        ),
      )
      assert.equal((await reader().orders.byId(accountId, orderId))?.paidNames.length, 12)
    })

    it('finds orders whose term ended and that are not final', async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const paidUntil = t0 - 10 * day
      const add = (status: 'valid' | 'revoked' | 'expired', until: number) =>
        write((tx) => tx.orders.insert(newOrder(accountId, { status, paidUntil: until })))
      const [valid, revoked] = [await add('valid', paidUntil), await add('revoked', paidUntil + 1)]
      await add('expired', paidUntil)
      await add('valid', t0 + day)
      assert.deepEqual(await reader().orders.ended(t0, 10), [valid, revoked])
      assert.deepEqual(await reader().orders.ended(t0, 1), [valid])
    })

    it('keeps contacts and handles with their account', async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const contact = { accountId, role: 'tech' as const, data: person, createdAt: t0, createdBy: 'alice' }
      const id = await write((tx) => tx.contacts.insert(contact))
      assert.ok(id >= 1_000_000)
      const kept = {
        ...contact,
        id,
        verification: 'unverified',
        verifiedAt: null,
        updatedAt: t0,
        updatedBy: 'alice',
      }
      assert.deepEqual(await reader().contacts.byIds(accountId, [id, id + 7, id]), [kept])
      assert.deepEqual(await reader().contacts.byIds(accountId + 1, [id]), [])
      assert.deepEqual(await reader().contacts.byIds(accountId, []), [])
      await write((tx) => tx.contacts.setVerification(id, 'verified', t0 + 1, 'operator'))
      const verified = {
        ...kept,
        verification: 'verified',
        verifiedAt: t0 + 1,
        updatedAt: t0 + 1,
        updatedBy: 'operator',
      }
      assert.deepEqual(await reader().contacts.byId(id), verified)

      const handle = { accountId, kind: 'P' as const, data: card, autoDelete: true, createdAt: t0, createdBy: 'alice' }
      const first = await write((tx) => tx.contacts.insertHandle({ ...handle, dataHash: 'h' }))
      const second = await write((tx) => tx.contacts.insertHandle({ ...handle, dataHash: 'h' }))
      assert.deepEqual(await reader().contacts.handle(accountId, 'P', first), {
        ...handle,
        id: first,
        updatedAt: t0,
        updatedBy: 'alice',
      })
      assert.equal(await reader().contacts.handle(accountId, 'O', first), undefined)
      assert.equal(await reader().contacts.handle(accountId + 1, 'P', first), undefined)
      assert.equal(await reader().contacts.identicalHandle(accountId, 'P', 'h'), second)
      assert.equal(await reader().contacts.identicalHandle(accountId + 1, 'P', 'h'), undefined)
    })

    it('finds the pending requests that wait for a contact', async () => {
      const accountId = await write((tx) => tx.accounts.insert(newAccount()))
      const contactId = await write((tx) =>
        tx.contacts.insert({ accountId, role: 'organization', data: person, createdAt: t0, createdBy: 'a' }),
      )
      const request = (organization: number | null, status: 'pending' | 'issuing') =>
        write(async (tx) => {
          const contacts = { tech: organization === null ? [] : [organization], organization, evApprover: [] }
          const orderId = await tx.orders.insert(newOrder(accountId, { contacts }))
          return (await tx.certificates.insert(newCertificate(orderId, accountId, { status }))).id
        })
      const waiting = await request(contactId, 'pending')
      await request(contactId, 'issuing')
      await request(null, 'pending')
      assert.deepEqual(await reader().contacts.waitingFor(contactId), [waiting])
    })

    it('keeps each line of a bill once', async () => {
      const { accountId, orderId, certificateId } = await write(seed)
      const line = (component: 'base' | 'san', kindOfLine: 'charge' | 'refund' = 'charge') => ({
        id: randomId(),
        accountId,
        orderId,
        certificateId,
        kind: kindOfLine,
        component,
        count: 2,
        net: kindOfLine === 'refund' ? -4_200 : 4_200,
        vat: 672,
        currency: 'EUR',
        createdAt: t0,
      })
      const lines = [line('base'), line('san'), line('base', 'refund')]
      await write((tx) => tx.ledger.insert(lines))
      await assert.rejects(
        write((tx) => tx.ledger.insert([line('base')])),
        { kind: 'conflict' },
      )
      assert.deepEqual(await reader().ledger.ofOrder(orderId), lines)
      assert.deepEqual(await reader().ledger.ofAccount(accountId, 1, 1), [lines[1]])
      assert.deepEqual(await reader().ledger.ofAccount(accountId + 1, 0, 10), [])
    })
  })
}

const person = {
  firstName: 'Zoë',
  lastName: "O'Neil",
  jobTitle: '',
  phone: '+1.5552345678',
  email: 'zoe@example.com',
  organization: null,
}

const card = {
  firstName: 'Zoë',
  middleName: '',
  lastName: 'Neil',
  title: '',
  organization: '',
  streets: ['One', 'Two'],
  zip: '1',
  city: 'C',
  state: '',
  country: 'DE',
  phone: '+49.1',
  fax: '',
  email: 'z@example.com',
}
