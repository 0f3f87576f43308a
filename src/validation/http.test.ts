import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { makeChallenge, startValidationLab, type ValidationLab } from '../../test/fakes/validation-lab.ts'
import type { ValidationTimeouts } from './perspective.ts'

let lab: ValidationLab
before(async () => {
  lab = await startValidationLab()
})
after(() => lab.close())
beforeEach(() => {
  lab.resetAll()
  lab.host('example.test', 'other.test')
})

const token = 'k3m9x2v7q1w8e5r4t6y0u2i3o5p7a9s1'
const path = '/.well-known/pki-validation/fileauth.txt'
const look = (method: 'http' | 'https' = 'http', lines: readonly string[] = [token], timeouts?: ValidationTimeouts) =>
  lab
    .validator(timeouts && { timeouts })
    .validate(makeChallenge('example.test', { method, fileName: 'fileauth.txt', lines }))

async function problem(timeouts?: ValidationTimeouts) {
  const outcome = await look('http', [token], timeouts)
  assert.equal(outcome.valid, false)
  return outcome.problem ?? ''
}

test('a file with the token proves the name over HTTP', async () => {
  lab.web.put('example.test', path, token)
  const outcome = await look()
  assert.equal(outcome.problem, null)
  assert.equal(outcome.valid, true)
  assert.deepEqual(outcome.perspectives, [
    {
      perspective: 'primary',
      server: `127.0.0.1:${lab.web.httpPort}`,
      valid: true,
      found: `"${token}"`,
      authenticated: false,
    },
  ])
})

test('the request is a bare GET of the name: no port in Host, no compression, no connection kept', async () => {
  lab.web.put('example.test', path, token)
  await look()
  const [request] = lab.web.requests
  assert.equal(lab.web.requests.length, 1)
  assert.equal(request?.headers.host, 'example.test')
  assert.equal(request?.headers['accept-encoding'], 'identity')
  assert.equal(request?.headers.connection, 'close')
  assert.match(request?.headers['user-agent'] ?? '', /^Reseal-Validation/)
})

test('over HTTPS the name is in the handshake, and a self-signed certificate is no obstacle', async () => {
  lab.web.put('example.test', path, token)
  const outcome = await look('https')
  assert.equal(outcome.problem, null)
  const [request] = lab.web.requests
  assert.deepEqual([request?.scheme, request?.serverName], ['https', 'example.test'])
})

test('several lines are compared whole, with any line ends and a byte order mark', async () => {
  const lines = ['A1'.repeat(32), 'dcv.reseal.test', token]
  for (const body of [lines.join('\n'), `${lines.join('\r\n')}\r\n`, `\ufeff${lines.join('\n')}\n\n`]) {
    lab.web.put('example.test', path, body)
    assert.equal((await look('http', lines)).problem, null)
  }
  lab.web.put('example.test', path, lines.slice(1).join('\n'))
  assert.equal((await look('http', lines)).valid, false)
})

test('another content is told, shortened and without control characters', async () => {
  lab.web.put('example.test', path, `<html>\u001b[31m${'x'.repeat(500)}`)
  const text = await problem()
  assert.ok(text.startsWith(`http://example.test${path} does not contain "${token}"; found: "<html> [31mxxx`), text)
  assert.ok(text.endsWith('x…".'), text)
  lab.web.put('example.test', path, `${token}extra`)
  assert.match(await problem(), /does not contain/)
  lab.web.put('example.test', path, '')
  assert.match(await problem(), /found: an empty file/)
})

test('only a 2xx counts, even if the token stands in an error page', async () => {
  for (const status of [404, 403, 500, 303, 304]) {
    lab.web.handle('example.test', path, (_request, response) => response.writeHead(status).end(token))
    assert.match(await problem(), new RegExp(`answered ${status}, not 2xx`))
  }
  lab.web.handle('example.test', path, (_request, response) => response.writeHead(203).end(token))
  assert.equal((await look()).valid, true)
})

for (const status of [301, 302, 307, 308]) {
  test(`a ${status} is followed, to another name and to https`, async () => {
    lab.web.redirect('example.test', path, 'https://other.test/proof', status)
    lab.web.put('other.test', '/proof', token)
    const outcome = await look()
    assert.equal(outcome.problem, null)
    assert.equal(outcome.perspectives[0]?.server, `127.0.0.1:${lab.web.httpsPort}`)
    assert.deepEqual(
      lab.web.requests.map((request) => request.scheme),
      ['http', 'https'],
    )
  })
}

test('ten redirects are followed, eleven are not, and a loop ends there', async () => {
  for (let i = 1; i <= 11; i++) lab.web.redirect('example.test', `/${i}`, `/${i + 1}`)
  lab.web.put('example.test', '/11', token)
  lab.web.redirect('example.test', path, '/2')
  assert.equal((await look()).problem, null)
  lab.web.redirect('example.test', path, '/1')
  assert.match(await problem(), /redirects more than 10 times/)
  lab.web.reset()
  lab.web.redirect('example.test', path, path)
  assert.match(await problem(), /redirects more than 10 times/)
  assert.equal(lab.web.requests.length, 11)
})

test('a redirect without a Location, or with two, is none', async () => {
  lab.web.handle('example.test', path, (_request, response) => response.writeHead(302).end())
  assert.match(await problem(), /answered 302 without one Location/)
  lab.web.handle('example.test', path, (_request, response) =>
    response
      .writeHead(
        302,
        [
          ['location', '/a'],
          ['location', '/b'],
        ].flat(),
      )
      .end(),
  )
  assert.match(await problem(), /without one Location/)
})

test('a redirect whose URL carries the random value is refused, however it is encoded', async () => {
  lab.web.put('other.test', `/${token}`, token)
  lab.web.redirect('example.test', path, `http://other.test/${token}`)
  assert.match(await problem(), /contains the random value/)
  lab.web.redirect('example.test', path, `http://other.test/%zz/%6b${token.slice(1)}`)
  assert.match(await problem(), /contains the random value/)
})

test('an endless chunked body costs no more than its first bytes', async () => {
  let sent = 0
  lab.web.handle('example.test', path, (_request, response) => {
    response.writeHead(200)
    const pump = () => {
      while (!response.destroyed && response.write('y'.repeat(8_192))) sent += 8_192
      if (!response.destroyed) response.once('drain', pump)
    }
    pump()
  })
  assert.match(await problem(), /more than 16384 bytes, beginning "yyy/)
  assert.ok(sent < 64 * 1024 * 1024)
})

test('a token at the start of a file that is too long is not the proof', async () => {
  lab.web.put('example.test', path, `${token}${'\n'.repeat(20_000)}`)
  assert.match(await problem(), /more than 16384 bytes/)
})

test('a body is never decompressed, so a bomb stays small', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000, 'a'))
  lab.web.put('example.test', path, bomb, { 'content-encoding': 'gzip' })
  assert.match(await problem(), /a body encoded with gzip, although none was asked for/)
  lab.web.put('example.test', path, gzipSync(token), { 'content-encoding': 'gzip' })
  assert.match(await problem(), /encoded with gzip/)
})

test('a server that never answers, dribbles its headers or its body is given up', async () => {
  // undici's timers tick in half seconds on a busy machine, so each case leaves the other limit far away.
  const silenceFirst = { dnsTry: 2_000, connect: 2_000, silence: 250, total: 8_000 }
  const totalFirst = { ...silenceFirst, silence: 8_000, total: 600 }
  lab.web.handle('example.test', path, () => undefined)
  assert.match(await problem(silenceFirst), /did not begin in time/)
  lab.web.handle('example.test', path, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const timer = setInterval(() => socket.write('X-Slow: 1\r\n'), 40)
    socket.on('close', () => clearInterval(timer))
  })
  assert.match(await problem(totalFirst), /took longer than 600 ms/)
  lab.web.handle('example.test', path, (_request, response) => {
    response.writeHead(200).write(token)
  })
  assert.match(await problem(silenceFirst), /stopped before its end/)
  lab.web.handle('example.test', path, (_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 40)
    response.on('close', () => clearInterval(timer))
  })
  assert.match(await problem(totalFirst), /took longer than 600 ms/)
})

test('a connection that is reset or answers with nonsense is an outcome', async () => {
  lab.web.handle('example.test', path, (request) => request.socket.destroy())
  assert.match(await problem(), /closed before the answer was complete|was reset/)
  lab.web.handle('example.test', path, (request) => request.socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
  assert.match(await problem(), /cannot be used/)
  lab.web.handle('example.test', path, (request) => {
    request.socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)
  })
  assert.match(await problem(), /headers of the answer are too long/)
})

test('a name without addresses, with failing DNS, or with nobody listening is told', async () => {
  lab.dns.zone.delete('example.test')
  assert.match(await problem(), /example\.test has neither an A nor an AAAA record \(NXDOMAIN\)/)
  lab.dns.behave('example.test', { rcode: 'SERVFAIL' })
  assert.match(await problem(), /SERVFAIL/)
  lab.dns.behave('example.test', null)
  // 127.0.0.9 is loopback too, and nobody listens there.
  lab.dns.zone.set('example.test', 'A', ['127.0.0.9'])
  assert.match(await problem(), /example\.test at 127\.0\.0\.9:\d+: the connection was refused/)
})

test('if one address does not answer, another one is tried, IPv6 first', async () => {
  lab.web.put('example.test', path, token)
  lab.dns.zone.set('example.test', 'AAAA', ['::1'])
  lab.dns.zone.set('example.test', 'A', ['127.0.0.1', '127.0.0.9'])
  const outcome = await look()
  assert.equal(outcome.problem, null)
  assert.equal(outcome.perspectives[0]?.server, `127.0.0.1:${lab.web.httpPort}`)
})

test('DNSSEC is recorded only if every look-up on the way was authenticated', async () => {
  lab.dns.behave('example.test', { authenticated: true })
  lab.web.put('example.test', path, token)
  assert.equal((await look()).perspectives[0]?.authenticated, true)
  lab.web.redirect('example.test', path, 'http://other.test/proof')
  lab.web.put('other.test', '/proof', token)
  assert.equal((await look()).perspectives[0]?.authenticated, false)
})

test('a proxy in the environment is not used', async () => {
  lab.web.put('example.test', path, token)
  const before = process.env['http_proxy']
  process.env['http_proxy'] = 'http://127.0.0.1:9/'
  try {
    assert.equal((await look()).problem, null)
  } finally {
    delete process.env['http_proxy']
    if (before !== undefined) process.env['http_proxy'] = before
  }
})

test('an odd file name, an empty file and a wildcard are refused before anything is sent', async () => {
  const proof = { method: 'http', fileName: '../../admin', lines: [token] } as const
  for (const challenge of [
    makeChallenge('example.test', proof),
    makeChallenge('example.test', { ...proof, fileName: '..' }),
    makeChallenge('example.test', { ...proof, fileName: 'a.txt', lines: ['', ' '] }),
    makeChallenge('*.example.test', { ...proof, fileName: 'a.txt' }),
  ]) {
    assert.equal((await lab.validator().validate(challenge)).valid, false)
  }
  assert.equal(lab.dns.queries.length + lab.web.requests.length, 0)
})
