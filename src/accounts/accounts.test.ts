import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { day, type ErrorKind, hour, minute, ServiceError, sha256Hex } from '../core/index.ts'
import { openStorage } from '../storage/index.ts'
import { createAccounts } from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const address = '192.0.2.1'
const alice = { login: 'alice', password: 'alice-password', apiKey: 'alice-key' }
const bob = { login: 'bob', password: 'bob-password', apiKey: 'bob-key' }

async function platform(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-accounts-'))
  const clock = fakeClock()
  const { storage, queue } = await openStorage({
    database: { kind: 'sqlite', file: join(folder, 'reseal.db') },
    clock,
    logger: silent,
    nodeId: 'test',
  })
  t.after(async () => {
    await queue.stop(1_000)
    await storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  const failed: string[] = []
  const metrics = { count: (_: string, labels = {}) => failed.push(Object.values(labels).join()), observe() {} }
  const open = (hashing = {}) => createAccounts({ storage, clock, metrics, hashing })
  const accounts = open()
  return { storage, clock, accounts, open, failed }
}

const refused = (kind: ErrorKind) => (error: unknown) => error instanceof ServiceError && error.kind === kind
const unauthenticated = refused('unauthenticated')

test('an empty platform makes the account demo, once, and keeps hashes only', async (t) => {
  const { accounts, storage } = await platform(t)
  const demo = await accounts.bootstrap([])
  assert.ok(demo)
  assert.equal(demo.login, 'demo')
  assert.match(demo.apiKey, /^[0-9a-f]{64}$/)
  assert.match(demo.password, /^[0-9a-z]{32}$/)
  const stored = await storage.reader.accounts.credentialsOf('demo')
  assert.match(stored?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(stored?.apiKeyHash, sha256Hex(demo.apiKey))
  assert.equal((await accounts.authenticate({ ...demo, address })).login, 'demo')
  assert.equal((await accounts.authenticateApiKey({ ...demo, address })).login, 'demo')
  assert.equal(await accounts.bootstrap([]), null)
})

test('named accounts are created if absent, with the terms of the product, and never changed', async (t) => {
  const { accounts, storage } = await platform(t)
  assert.equal(await accounts.bootstrap([alice, bob]), null)
  assert.equal(await accounts.bootstrap([{ ...alice, password: 'another', apiKey: 'another' }]), null)
  const { accountId } = await accounts.authenticate({ ...alice, address })
  const account = await storage.reader.accounts.byId(accountId)
  assert.deepEqual(
    [account?.currency, account?.vatRate, account?.creditLimit, account?.balance, account?.parentId],
    ['EUR', 1_600, null, 0, null],
  )
  assert.equal(await storage.reader.accounts.byLogin('demo'), undefined)
})

test('two nodes that start together create each account once', async (t) => {
  const { open, storage } = await platform(t)
  const made = await Promise.all([open().bootstrap([]), open().bootstrap([]), open().bootstrap([])])
  assert.equal(made.filter((credentials) => credentials !== null).length, 1)
  assert.ok(await storage.reader.accounts.byLogin('demo'))
  await Promise.all([open().bootstrap([alice]), open().bootstrap([alice])])
  assert.ok(await storage.reader.accounts.byLogin('alice'))
})

test("an API key that is another account's is refused by name", async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice])
  await assert.rejects(accounts.bootstrap([{ ...bob, apiKey: alice.apiKey }]), refused('duplicate'))
  await assert.rejects(accounts.create({ ...alice, apiKey: 'new' }), refused('duplicate'))
})

test('wrong, empty, swapped and unknown credentials get the same answer', async (t) => {
  const { accounts, failed } = await platform(t)
  await accounts.bootstrap([alice, bob])
  const answers = new Set<string>()
  for (const login of [
    { login: 'alice', password: 'wrong' },
    { login: 'alice', password: '' },
    { login: 'alice', password: bob.password },
    { login: 'alice', password: `${alice.password} ` },
    { login: 'Alice', password: alice.password },
    { login: 'nobody', password: alice.password },
    { login: '', password: '' },
    { login: 'alice', password: 'x'.repeat(100_000) },
    { login: 'x'.repeat(100_000), password: 'x' },
    // No users below an account yet: every user part is an unknown one.
    { login: 'alice:alice', password: alice.password },
    { login: 'alice:', password: alice.password },
  ]) {
    await assert.rejects(accounts.authenticate({ ...login, address: '192.0.2.9' }), (error: unknown) => {
      assert.ok(unauthenticated(error), String(error))
      answers.add((error as ServiceError).detail)
      return true
    })
  }
  assert.equal(answers.size, 1)
  assert.equal(failed.length, 11)
  await assert.rejects(accounts.authenticateApiKey({ apiKey: 'wrong', address }), unauthenticated)
  await assert.rejects(accounts.authenticateApiKey({ apiKey: '', address }), unauthenticated)
})

test("no random login and password open an account, and each account's own opens that one alone", async (t) => {
  const { accounts, clock } = await platform(t)
  await accounts.bootstrap([alice, bob])
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('alice', 'bob', alice.password, bob.password))
  await fc.assert(
    fc.asyncProperty(text, text, async (login, password) => {
      // Enough for the limits to forget: they are not what is tested here.
      clock.advance(hour)
      const own = [alice, bob].find((account) => account.login === login && account.password === password)
      const attempt = accounts.authenticate({ login, password, address })
      if (own === undefined) await assert.rejects(attempt, unauthenticated)
      else assert.equal((await attempt).login, own.login)
    }),
    {
      numRuns: 40,
      examples: [
        ['alice', alice.password],
        ['bob', alice.password],
        ['alic', `e${alice.password}`],
      ],
    },
  )
})

test('a remembered password ends with the stored hash, on every node within two seconds', async (t) => {
  const { accounts, open, clock } = await platform(t)
  const other = open()
  await accounts.bootstrap([alice])
  await accounts.authenticate({ ...alice, address })
  await other.authenticate({ ...alice, address })
  await accounts.changePassword('alice', 'new-password')
  await assert.rejects(accounts.authenticate({ ...alice, address }), unauthenticated)
  await accounts.authenticate({ ...alice, password: 'new-password', address })
  clock.advance(2_000)
  await assert.rejects(other.authenticate({ ...alice, address }), unauthenticated)
  await other.authenticate({ ...alice, password: 'new-password', address })
})

test('a remembered password waits for no hash for ten minutes, and then for one', async (t) => {
  const { open, clock } = await platform(t)
  const accounts = open({ concurrency: 1, maxWaiting: 1 })
  await accounts.bootstrap([alice])
  await accounts.authenticate({ ...alice, address })
  const whileAllPlacesAreTaken = async (work: () => Promise<void>) => {
    const others = ['x', 'y'].map((login) => accounts.authenticate({ login, password: 'x', address: '192.0.2.2' }))
    const ended = Promise.allSettled(others)
    await setImmediate()
    await work()
    await ended
  }
  clock.advance(10 * minute - 1)
  await whileAllPlacesAreTaken(async () => void (await accounts.authenticate({ ...alice, address })))
  clock.advance(1)
  await whileAllPlacesAreTaken(() =>
    assert.rejects(accounts.authenticate({ ...alice, address }), refused('rateLimited')),
  )
  await accounts.authenticate({ ...alice, address })
})

test('guesses at a login are limited before anything is hashed, and the owner who is known stays in', async (t) => {
  const { accounts, clock } = await platform(t)
  await accounts.bootstrap([alice])
  await accounts.authenticate({ ...alice, address: '198.51.100.1' })
  const guess = (n: number) =>
    accounts.authenticate({ login: 'alice', password: `guess ${n}`, address: `203.0.113.${n}` })
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => guess(n)))
  const kinds = outcomes.map((outcome) => ((outcome as PromiseRejectedResult).reason as ServiceError).kind)
  assert.equal(kinds.filter((kind) => kind === 'unauthenticated').length, 10)
  assert.equal(kinds.filter((kind) => kind === 'rateLimited').length, 30)

  await accounts.authenticate({ ...alice, address: '198.51.100.1' })

  await assert.rejects(guess(1), (error: unknown) => {
    assert.ok(error instanceof ServiceError && error.retryAfter !== undefined && error.retryAfter <= 6)
    return true
  })
  clock.advance(6_000)
  await assert.rejects(guess(1), unauthenticated)
  await assert.rejects(guess(2), refused('rateLimited'))
})

test('a limited guess is not hashed', async (t) => {
  const { accounts, storage, clock } = await platform(t)
  await accounts.bootstrap([alice])
  const { accountId } = await accounts.authenticate({ ...alice, address })
  const guess = () => accounts.authenticate({ login: 'alice', password: 'wrong', address: '203.0.113.1' })
  for (let n = 0; n < 10; n++) await assert.rejects(guess(), unauthenticated)
  // Whoever tries to verify against this fails with another error.
  await storage.transaction((tx) => tx.accounts.setPassword(accountId, 'no hash'))
  clock.advance(2_000)
  await assert.rejects(guess(), refused('rateLimited'))
  clock.advance(minute)
  await assert.rejects(guess(), /not argon2id/)
})

test('guesses from one address are limited whatever the login, an IPv6 network counting as one', async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice])
  const guess = (n: number) =>
    accounts.authenticateApiKey({ apiKey: `guess ${n}`, address: `2001:db8:0:1::${(n + 1).toString(16)}` })
  for (let n = 0; n < 60; n++) await assert.rejects(guess(n), unauthenticated)
  await assert.rejects(guess(61), refused('rateLimited'))
  await assert.rejects(
    accounts.authenticate({ login: 'x', password: 'y', address: '2001:DB8::1:0:0:0:9' }),
    refused('rateLimited'),
  )
  await accounts.authenticate({ ...alice, address: '2001:db8:0:2::1' })
})

test('a success gives its token back: more logins in a row than failures are allowed', async (t) => {
  const { accounts, clock } = await platform(t)
  await accounts.bootstrap([alice])
  for (let n = 0; n < 15; n++) {
    clock.advance(10 * minute)
    await accounts.authenticate({ ...alice, address })
  }
})

test('the same login and password at the same moment are hashed once', async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice])
  const all = await Promise.all(Array.from({ length: 500 }, () => accounts.authenticate({ ...alice, address })))
  assert.equal(new Set(all.map(({ accountId }) => accountId)).size, 1)
})

test('a flood of logins is refused before it fills the machine', async (t) => {
  const { open } = await platform(t)
  const accounts = open({ concurrency: 2, maxWaiting: 8 })
  await accounts.bootstrap([alice])
  const flood = Array.from({ length: 400 }, (_, n) =>
    accounts.authenticate({ login: `login${n}`, password: 'x', address: `10.0.${n >> 8}.${n & 255}` }),
  )
  const outcomes = await Promise.allSettled(flood)
  const kinds = outcomes.map((outcome) => ((outcome as PromiseRejectedResult).reason as ServiceError).kind)
  assert.equal(kinds.filter((kind) => kind === 'unauthenticated').length, 10)
  assert.equal(kinds.filter((kind) => kind === 'rateLimited').length, 390)
  await accounts.authenticate({ ...alice, address })
})

test('a changed password has to be one', async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice])
  for (const password of ['short', 'x'.repeat(257), 'with\nnewline']) {
    await assert.rejects(accounts.changePassword('alice', password), refused('malformed'))
  }
  await assert.rejects(accounts.changePassword('nobody', 'long enough'), refused('notFound'))
})

test('a session id is 32 lower-case hexadecimal characters, stored as a hash', async (t) => {
  const { accounts, storage, clock } = await platform(t)
  await accounts.bootstrap([alice])
  const { accountId } = await accounts.authenticate({ ...alice, address })
  const { sessionId, expiresAt } = await accounts.startSession(accountId)
  assert.match(sessionId, /^[0-9a-f]{32}$/)
  assert.equal(expiresAt, clock.now() + day)
  assert.equal(await storage.reader.sessions.byIdHash(sessionId), undefined)
  assert.ok(await storage.reader.sessions.byIdHash(sha256Hex(sessionId)))
  assert.deepEqual(await accounts.authenticateSession({ sessionId }), { accountId, login: 'alice' })
  assert.deepEqual(await accounts.authenticateSession({ sessionId, login: 'alice' }), { accountId, login: 'alice' })
})

test("another account's session is answered like an unknown one", async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice, bob])
  const [a, b] = await Promise.all([alice, bob].map((account) => accounts.authenticate({ ...account, address })))
  assert.ok(a && b)
  const { sessionId } = await accounts.startSession(a.accountId)
  const details = new Set<string>()
  for (const login of [
    { sessionId, login: 'bob' },
    { sessionId, login: '' },
    { sessionId: '0'.repeat(32), login: 'bob' },
    { sessionId: sessionId.toUpperCase().replace(/\d/g, 'A') },
    { sessionId: sha256Hex(sessionId) },
    { sessionId: '' },
    { sessionId: `${sessionId}0` },
  ]) {
    await assert.rejects(accounts.authenticateSession(login), (error: unknown) => {
      assert.ok(unauthenticated(error))
      details.add((error as ServiceError).detail)
      return true
    })
  }
  assert.equal(details.size, 1)
  assert.equal(await accounts.stopSession(b.accountId, sessionId), false)
  assert.equal((await accounts.authenticateSession({ sessionId })).login, 'alice')
  assert.equal(await accounts.stopSession(a.accountId, sessionId), true)
  assert.equal(await accounts.stopSession(a.accountId, sessionId), false)
  await assert.rejects(accounts.authenticateSession({ sessionId }), unauthenticated)
})

test('a session ends after ten minutes without use, and after a day in any case', async (t) => {
  const { accounts, storage, clock } = await platform(t)
  await accounts.bootstrap([alice])
  const { accountId } = await accounts.authenticate({ ...alice, address })
  const idle = await accounts.startSession(accountId)
  clock.advance(10 * minute)
  await accounts.authenticateSession(idle)
  clock.advance(10 * minute + 1)
  await assert.rejects(accounts.authenticateSession(idle), unauthenticated)

  const busy = await accounts.startSession(accountId)
  for (let time = 0; time < day; time += 9 * minute) {
    await accounts.authenticateSession(busy)
    clock.advance(9 * minute)
  }
  await assert.rejects(accounts.authenticateSession(busy), unauthenticated)
  assert.ok(await storage.reader.sessions.byIdHash(sha256Hex(busy.sessionId)))
})

test('the use of a session is written at most once a minute', async (t) => {
  const { accounts, storage, clock } = await platform(t)
  await accounts.bootstrap([alice])
  const { accountId } = await accounts.authenticate({ ...alice, address })
  const session = await accounts.startSession(accountId)
  const usedAt = async () => (await storage.reader.sessions.byIdHash(sha256Hex(session.sessionId)))?.usedAt
  const start = clock.now()
  clock.advance(minute - 1)
  await accounts.authenticateSession(session)
  assert.equal(await usedAt(), start)
  clock.advance(1)
  await accounts.authenticateSession(session)
  assert.equal(await usedAt(), start + minute)
})

test('a changed password ends the sessions of its account and of no other', async (t) => {
  const { accounts } = await platform(t)
  await accounts.bootstrap([alice, bob])
  const [a, b] = await Promise.all([alice, bob].map((account) => accounts.authenticate({ ...account, address })))
  assert.ok(a && b)
  const [own, foreign] = await Promise.all([accounts.startSession(a.accountId), accounts.startSession(b.accountId)])
  await accounts.changePassword('alice', 'new-password')
  await assert.rejects(accounts.authenticateSession(own), unauthenticated)
  assert.equal((await accounts.authenticateSession(foreign)).login, 'bob')
})
