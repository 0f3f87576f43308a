import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type Lab, startLab, startWebServer } from '../../lab/index.ts'
import { type AddressPolicy, createAddressPolicy } from './address-policy.ts'
import { createDnsClient } from './dns-client.ts'
import { fetchFile } from './fetch-file.ts'

// Each trick by which others were led into networks they should not reach (reference/rules.md, section 5).

let lab: Lab
before(async () => {
  lab = await startLab()
})
after(() => lab.close())
beforeEach(() => {
  lab.dns.reset()
  lab.web.reset()
  lab.web.put('*', '/', 'inside')
})

const timeouts = { dnsTry: 2_000, connect: 3_000, silence: 3_000, total: 10_000 }
const publicOnly = createAddressPolicy(false)

function get(url: string, policy: AddressPolicy = publicOnly, signal?: AbortSignal) {
  const { httpPort, httpsPort } = lab.web
  return fetchFile(
    url,
    [],
    createDnsClient([lab.dns], timeouts.dnsTry),
    { policy, timeouts, httpPort, httpsPort },
    signal,
  )
}

async function refused(url: string, policy?: AddressPolicy): Promise<string> {
  const { outcome } = await get(url, policy)
  return 'problem' in outcome ? outcome.problem : assert.fail(`${url} was fetched`)
}

/** Loopback stands for the public network, but for one address of it, which stands for the inside. */
const withInside: AddressPolicy = {
  refusal: (address) => (address === '127.0.0.1' ? 'inside' : createAddressPolicy(true).refusal(address)),
}

for (const [url, kind] of [
  ['http://127.0.0.1/', /127\.0\.0\.1, which is a loopback/],
  ['http://2130706433/', /127\.0\.0\.1, which is a loopback/],
  ['http://0x7f.1/', /127\.0\.0\.1, which is a loopback/],
  ['http://[::1]/', /::1, which is a loopback/],
  ['http://[::ffff:127.0.0.1]/', /IPv4-mapped/],
  ['http://169.254.169.254/', /link-local/],
  ['http://0.0.0.0/', /this network/],
  ['http://[::]/', /unspecified/],
  ['https://127.0.0.1/', /loopback/],
] as const) {
  test(`${url} is not dialled, neither asked for nor redirected to`, async () => {
    assert.match(await refused(url), kind)
    const outside = await startWebServer({ address: '127.0.0.2' })
    try {
      // The redirecting server has to be reachable: only 127.0.0.2 is, for this test.
      const policy: AddressPolicy = { refusal: (a) => (a === '127.0.0.2' ? null : publicOnly.refusal(a)) }
      lab.dns.zone.set('evil.test', 'A', ['127.0.0.2'])
      outside.redirect('evil.test', '/', url)
      const ports = { httpPort: outside.httpPort, httpsPort: outside.httpsPort }
      const dns = createDnsClient([lab.dns], timeouts.dnsTry)
      const { outcome } = await fetchFile('http://evil.test/', [], dns, { policy, timeouts, ...ports })
      assert.match('problem' in outcome ? outcome.problem : 'fetched', kind)
      assert.match('problem' in outcome ? outcome.problem : '', /^it redirects, but /)
      assert.equal(outside.requests.length, 1)
    } finally {
      await outside.close()
    }
    assert.equal(lab.web.requests.length, 0)
  })
}

test('localhost and other names that resolve to special addresses are not dialled', async () => {
  lab.dns.zone.set('localhost', 'A', ['127.0.0.1'])
  lab.dns.zone.set('inside.test', 'A', ['10.0.0.1'])
  lab.dns.zone.set('six.test', 'AAAA', ['::1'])
  lab.dns.zone.set('mapped.test', 'AAAA', ['::ffff:127.0.0.1'])
  lab.dns.zone.set('alias.test', 'CNAME', ['localhost'])
  assert.match(await refused('http://localhost/'), /localhost resolves to 127\.0\.0\.1, which is a loopback/)
  assert.match(await refused('http://inside.test/'), /private/)
  assert.match(await refused('http://six.test/'), /loopback/)
  assert.match(await refused('http://mapped.test/'), /mapped/)
  assert.match(await refused('http://alias.test/'), /alias\.test resolves to 127\.0\.0\.1/)
  assert.equal(lab.web.requests.length, 0)
})

test('the system knows localhost, but the system is not asked', async () => {
  assert.match(await refused('http://localhost/', createAddressPolicy(true)), /NXDOMAIN/)
})

test('one special address among public ones refuses the name', async () => {
  lab.dns.zone.set('mixed.test', 'A', ['127.0.0.2', '127.0.0.1'])
  assert.match(await refused('http://mixed.test/', withInside), /127\.0\.0\.1, which is inside/)
})

test('a name that changes its address after the check is dialled at the checked address', async () => {
  const outside = await startWebServer({ address: '127.0.0.2' })
  try {
    outside.put('rebind.test', '/', 'outside')
    lab.dns.zone.set('rebind.test', 'A', ['127.0.0.2'])
    const policy: AddressPolicy = {
      refusal(address) {
        // The moment between check and dial: from here on the name points inside.
        lab.dns.zone.set('rebind.test', 'A', ['127.0.0.1'])
        return withInside.refusal(address)
      },
    }
    const ports = { httpPort: outside.httpPort, httpsPort: outside.httpsPort }
    const dns = createDnsClient([lab.dns], timeouts.dnsTry)
    const { outcome } = await fetchFile('http://rebind.test/', [], dns, { policy, timeouts, ...ports })
    assert.equal('reply' in outcome ? outcome.reply.body.toString() : outcome.problem, 'outside')
    assert.equal(lab.dns.queries.filter((query) => query.type === 'A').length, 1)
    // The next hop is resolved anew, and refused.
    assert.match(await refused('http://rebind.test/', withInside), /inside/)
  } finally {
    await outside.close()
  }
})

test('a redirect back to the same name is resolved and checked again', async () => {
  const outside = await startWebServer({ address: '127.0.0.2' })
  try {
    lab.dns.zone.set('rebind.test', 'A', ['127.0.0.2'])
    outside.handle('rebind.test', '/', (_request, response) => {
      lab.dns.zone.set('rebind.test', 'A', ['127.0.0.1'])
      response.writeHead(302, { location: '/again' }).end()
    })
    const ports = { httpPort: outside.httpPort, httpsPort: outside.httpsPort }
    const dns = createDnsClient([lab.dns], timeouts.dnsTry)
    const { outcome } = await fetchFile('http://rebind.test/', [], dns, { policy: withInside, timeouts, ...ports })
    assert.match('problem' in outcome ? outcome.problem : '', /redirects, but rebind\.test resolves to 127\.0\.0\.1/)
    assert.equal(outside.requests.length, 1)
  } finally {
    await outside.close()
  }
})

test('the peer of the connection is looked at once more', async () => {
  lab.dns.zone.set('a.test', 'A', ['127.0.0.1'])
  let asked = 0
  const policy: AddressPolicy = { refusal: () => (++asked > 1 ? 'not what was checked' : null) }
  assert.match(await refused('http://a.test/', policy), /connected to not what was checked/)
  assert.equal(lab.web.requests.length, 0)
})

test('userinfo, other schemes and other ports in a redirect are refused', async () => {
  const allowed = createAddressPolicy(true)
  lab.host('evil.test')
  for (const [location, problem] of [
    ['http://evil.test@127.0.0.1/', /user name or password/],
    ['http://user:secret@evil.test/', /user name or password/],
    ['ftp://evil.test/', /neither an http nor an https/],
    ['file:///etc/passwd', /neither/],
    ['gopher://127.0.0.1:25/_HELO', /neither/],
    ['http://evil.test:22/', /port 22/],
    ['http://evil.test:6379/', /port 6379/],
    [`http://evil.test/${'x'.repeat(3_000)}`, /longer than 2000/],
    ['http://', /not a URL/],
  ] as const) {
    lab.web.redirect('evil.test', '/', location)
    assert.match(await refused('http://evil.test/', allowed), problem)
  }
})

test('ports 80 and 443 of a redirect mean the configured ports', async () => {
  const allowed = createAddressPolicy(true)
  lab.host('a.test')
  for (const location of ['http://a.test:80/x', 'https://a.test:443/x', `http://a.test:${lab.web.httpPort}/x`]) {
    lab.web.redirect('a.test', '/', location)
    lab.web.put('a.test', '/x', 'there')
    const { outcome } = await get('http://a.test/', allowed)
    assert.ok('reply' in outcome, location)
  }
})

test('an aborted signal ends the fetch with its reason, a deadline with a sentence', async () => {
  const allowed = createAddressPolicy(true)
  lab.host('slow.test')
  lab.web.handle('slow.test', '/', () => undefined)
  const controller = new AbortController()
  const fetching = get('http://slow.test/', allowed, controller.signal)
  setTimeout(() => controller.abort(new Error('shutting down')), 30)
  await assert.rejects(fetching, /shutting down/)
  const ports = { httpPort: lab.web.httpPort, httpsPort: lab.web.httpsPort }
  const short = { policy: allowed, timeouts: { ...timeouts, total: 150 }, ...ports }
  const late = await fetchFile('http://slow.test/', [], createDnsClient([lab.dns], 2_000), short)
  assert.equal('problem' in late.outcome ? late.outcome.problem : '', 'it took longer than 150 ms')
  lab.dns.behave('slow.test', { silent: true })
  const unresolved = await fetchFile('http://slow.test/', [], createDnsClient([lab.dns], 2_000), short)
  assert.equal('problem' in unresolved.outcome ? unresolved.outcome.problem : '', 'it took longer than 150 ms')
})
