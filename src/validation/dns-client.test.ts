import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { after, before, beforeEach, test } from 'node:test'
import { type LabDnsServer, startDnsServer } from '../../lab/index.ts'
import { createDnsClient, type DnsResult, systemDnsServers } from './dns-client.ts'

let dns: LabDnsServer
before(async () => {
  dns = await startDnsServer()
})
after(() => dns.close())
beforeEach(() => dns.reset())

const ask = (name: string, servers = [dns], timeout = 2_000) => createDnsClient(servers, timeout).query(name, 'TXT')

function valuesOf<T>(result: DnsResult<T>): readonly T[] {
  if (!result.answered) throw new assert.AssertionError({ message: result.problem })
  return result.values
}

function problemOf(result: DnsResult<unknown>): string {
  assert.equal(result.answered, false)
  return result.answered ? '' : result.problem
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(resolve))
  return port
}

test('a record comes back with its joined strings, its TTL and the resolver that gave it', async () => {
  dns.zone.set('a.test', 'TXT', [['one ', 'text']], { ttl: 77 })
  const result = await ask('a.test')
  assert.deepEqual(valuesOf(result), ['one text'])
  assert.equal(result.answered && result.ttl, 77)
  assert.equal(result.server, `127.0.0.1:${dns.port}`)
})

test('every question sets DO and has an id and a source port of its own', async () => {
  dns.zone.set('a.test', 'TXT', ['x'])
  for (let i = 0; i < 20; i++) await ask('a.test')
  assert.ok(dns.queries.every((query) => query.dnssec))
  assert.ok(new Set(dns.queries.map((query) => query.id)).size > 15)
  assert.ok(new Set(dns.queries.map((query) => query.port)).size > 15)
})

test('the AD bit of the resolver is reported, and its absence too', async () => {
  dns.zone.set('signed.test', 'TXT', ['x'])
  dns.behave('signed.test', { authenticated: true })
  dns.zone.set('plain.test', 'TXT', ['x'])
  const [signed, plain] = [await ask('signed.test'), await ask('plain.test')]
  assert.equal(signed.answered && signed.authenticated, true)
  assert.equal(plain.answered && plain.authenticated, false)
})

test('an unknown name and a name without such records are answers, and told apart', async () => {
  dns.zone.set('a.test', 'A', ['192.0.2.1'])
  const [unknown, empty] = [await ask('nothing.test'), await ask('a.test')]
  assert.equal(unknown.answered && unknown.exists, false)
  assert.equal(empty.answered && empty.exists, true)
})

test('a chain of CNAMEs is followed as the resolver returns it, and the smallest TTL counts', async () => {
  dns.zone.set('a.test', 'CNAME', ['B.test'], { ttl: 30 })
  dns.zone.set('b.test', 'CNAME', ['c.test'], { ttl: 300 })
  dns.zone.set('c.test', 'TXT', ['at the end'], { ttl: 600 })
  const result = await ask('a.test')
  assert.deepEqual(valuesOf(result), ['at the end'])
  assert.equal(result.answered && result.ttl, 30)
  assert.equal(result.answered && result.owner, 'c.test')
})

test('a loop of CNAMEs ends without records', async () => {
  dns.zone.set('a.test', 'CNAME', ['b.test'])
  dns.zone.set('b.test', 'CNAME', ['a.test'])
  assert.deepEqual(valuesOf(await ask('a.test')), [])
})

test('a truncated answer is asked for again over TCP', async () => {
  dns.zone.set(
    'big.test',
    'TXT',
    Array.from({ length: 40 }, (_, i) => `record ${i} ${'x'.repeat(150)}`),
  )
  dns.behave('big.test', { truncate: true })
  assert.equal(valuesOf(await ask('big.test')).length, 40)
  assert.deepEqual(
    dns.queries.map((query) => query.transport),
    ['udp', 'tcp'],
  )
})

test('an answer that is truncated over TCP too is a failure', async () => {
  dns.behave('big.test', { truncate: 'always' })
  assert.match(problemOf(await ask('big.test')), /truncated its answer over TCP too/)
})

for (const what of ['id', 'question', 'garbage'] as const) {
  test(`a datagram with a wrong ${what} is passed over, and the true answer behind it is taken`, async () => {
    dns.zone.set('a.test', 'TXT', ['true'])
    dns.behave('a.test', { forge: { what } })
    assert.deepEqual(valuesOf(await ask('a.test')), ['true'])
    assert.equal(dns.queries.length, 1)
  })
}

test('answers with a wrong id alone are as good as none', async () => {
  dns.zone.set('a.test', 'TXT', ['x'])
  dns.behave('a.test', { forge: { what: 'id', only: true } })
  assert.match(problemOf(await ask('a.test', [dns], 100)), /gave no answer within 100 ms/)
  assert.equal(dns.queries.length, 3)
})

test('a lost datagram is sent again', async () => {
  dns.zone.set('a.test', 'TXT', ['late'])
  dns.behave('a.test', { drop: 2 })
  assert.deepEqual(valuesOf(await ask('a.test', [dns], 100)), ['late'])
})

test('SERVFAIL is final: the next resolver, which may not validate, is not asked', async () => {
  const careless = await startDnsServer()
  try {
    careless.zone.set('bogus.test', 'TXT', ['x'])
    dns.behave('bogus.test', { rcode: 'SERVFAIL' })
    assert.match(problemOf(await ask('bogus.test', [dns, careless])), /SERVFAIL.*DNSSEC is bogus/)
    assert.equal(careless.queries.length, 0)
  } finally {
    await careless.close()
  }
})

test('a resolver that refuses, is silent or is not there makes way for the next', async () => {
  const second = await startDnsServer()
  try {
    second.zone.set('a.test', 'TXT', ['from the second'])
    for (const behaviour of [{ rcode: 'REFUSED' }, { silent: true }] as const) {
      dns.behave('a.test', behaviour)
      assert.deepEqual(valuesOf(await ask('a.test', [dns, second], 300)), ['from the second'])
    }
    const dead = { ...dns, port: await closedPort() }
    assert.deepEqual(valuesOf(await ask('a.test', [dead, second])), ['from the second'])
  } finally {
    await second.close()
  }
})

test('a resolver that refuses is not asked twice, and all of them are named in the problem', async () => {
  dns.behave('a.test', { rcode: 'REFUSED' })
  const problem = problemOf(await ask('a.test'))
  assert.equal(problem, `The DNS query for TXT of a.test failed: 127.0.0.1:${dns.port} answered REFUSED.`)
  assert.equal(dns.queries.length, 1)
})

test('names that the DNS cannot carry are refused without a question', async () => {
  for (const name of ['', 'a..test', `${'x'.repeat(64)}.test`, 'a b.test', `${'a.'.repeat(130)}test`, 'a\u0000.test']) {
    assert.match(problemOf(await ask(name)), /cannot be looked up/, name)
  }
  assert.equal(dns.queries.length, 0)
})

test('an aborted signal ends a question at once, with its reason', async () => {
  dns.behave('a.test', { silent: true })
  const controller = new AbortController()
  const question = createDnsClient([dns], 5_000).query('a.test', 'TXT', controller.signal)
  setTimeout(() => controller.abort(new Error('shutting down')), 20)
  await assert.rejects(question, /shutting down/)
})

test('a client without servers cannot be made, and the system names its own', () => {
  assert.throws(() => createDnsClient([], 100), /no DNS server/)
  for (const server of systemDnsServers()) {
    assert.notEqual(server.address, '')
    assert.ok(server.port > 0 && !server.address.startsWith('['))
  }
})
