import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { ServiceError } from '../core/index.ts'
import { createListener, type FrontEnd, type HttpRequest, type ListenerTimeouts } from './http.ts'
import { createMetrics, createReadiness } from './index.ts'

type Handle = (request: HttpRequest) => Response | Promise<Response>
type Line = { message: string; level: string } & Record<string, unknown>

interface Options {
  readonly trustProxy?: boolean
  readonly timeouts?: Partial<ListenerTimeouts>
  readonly more?: readonly FrontEnd[]
}

/** A listener with one front end at `/api/call` that says what it got, or does what the test wants. */
async function listening(t: TestContext, handle: Handle = describe, options: Options = {}) {
  const lines: Line[] = []
  const log = (level: string) => (fields: object, message: string) => void lines.push({ ...fields, message, level })
  const readiness = createReadiness()
  const metrics = createMetrics()
  const frontEnd: FrontEnd = {
    name: 'example',
    prefixes: ['/api/call', '/api/call.cgi'],
    handle,
    // As CentralNic has it: 200, whatever went wrong.
    renderError: (error, { id }) => new Response(`${error.kind}: ${error.detail} [${id}]`),
  }
  const listener = createListener({
    config: { listen: { host: '127.0.0.1', port: 0 }, trustProxy: options.trustProxy ?? false },
    tls: null,
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    metrics,
    frontEnds: [frontEnd, ...(options.more ?? [])],
    readiness,
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  })
  const { port, url } = await listener.start()
  t.after(() => listener.stop(100))
  const requests = async (count: number): Promise<Line[]> => {
    for (let tries = 0; tries < 200; tries++) {
      const found = lines.filter(({ message }) => message === 'request')
      if (found.length >= count) return found
      await sleep(5)
    }
    return assert.fail(`there are no ${count} requests in the log`)
  }
  return { port, url, lines, requests, listener, readiness, metrics }
}

function describe({ method, path, query, body }: HttpRequest): Response {
  return new Response(JSON.stringify({ method, path, query, body: body.toString() }))
}

/** Sends bytes as they are; resolves with everything that came back when the other side closed. */
function raw(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk))
    socket.on('close', () => resolve(received))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error)
    })
    for (const part of parts) socket.write(part)
  })
}

const close = 'Connection: close\r\n'
const get = (target: string, headers = close) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)
const statusOf = (answer: string) => Number(answer.slice(9, 12))

test('doubled and trailing slashes, and the absolute form, reach the same front end', async (t) => {
  const { port } = await listening(t)
  for (const target of [
    '/api/call',
    '//api//call/',
    '/api/call///',
    'http://elsewhere/api/call',
    '/api/call?a=b',
    '/api/call/?a=b',
  ]) {
    const got = JSON.parse(bodyOf(await raw(port, get(target)))) as { path: string; query: string }
    assert.equal(got.path, '/api/call', target)
    assert.equal(got.query, target.includes('?') ? 'a=b' : '', target)
  }
  const below = JSON.parse(bodyOf(await raw(port, get('/api/call//x%2Fy/?q=//')))) as { path: string; query: string }
  assert.deepEqual([below.path, below.query], ['/api/call/x%2Fy', 'q=//'])
})

test('other paths are 404 in plain text, and what is no path is 400', async (t) => {
  const { port } = await listening(t)
  for (const target of ['/', '/api', '/api/calls', '/api/call.cg', '/API/CALL']) {
    const answer = await raw(port, get(target))
    assert.equal(statusOf(answer), 404, target)
    assert.match(answer, /content-type: text\/plain/i)
  }
  for (const target of ['/x/../api/call', '/%2e%2E/api/call', '/api/./call', '/api\\call', '*', '/api/"call']) {
    assert.equal(statusOf(await raw(port, get(target))), 400, target)
  }
  assert.equal(statusOf(await raw(port, 'GET /api/call HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')), 400)
  assert.equal(statusOf(await raw(port, 'GET /api/call HTTP/1.1\r\nConnection: close\r\n\r\n')), 400)
  assert.equal(statusOf(await raw(port, 'NONSENSE\r\n\r\n')), 400)
})

test('an Expect header without a value, or with an unknown one, is answered like any request', async (t) => {
  const { port } = await listening(t)
  for (const expect of ['Expect:', 'Expect: ', 'Expect: nothing']) {
    const answer = await raw(
      port,
      `POST /api/call HTTP/1.1\r\nHost: x\r\n${close}${expect}\r\nContent-Length: 3\r\n\r\na=b`,
    )
    assert.equal(statusOf(answer), 200, expect)
    assert.match(answer, /"body":"a=b"/)
  }
})

test('100-continue invites the body, unless it is announced too long', async (t) => {
  const { port } = await listening(t)
  const head = (length: number) =>
    `POST /api/call HTTP/1.1\r\nHost: x\r\n${close}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`
  assert.match(await raw(port, head(3), 'a=b'), /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
  const refused = await raw(port, head(2 ** 21))
  assert.match(refused, /^HTTP\/1.1 200 OK[\s\S]*malformed: The request body is longer than 1 MiB/)
})

test('a body of 1 MiB is read whole, by length and in chunks, and by a Hono app too', async (t) => {
  const app = new Hono()
  app.post('/hono/:id', async (context) =>
    context.text(`${context.req.param('id')} ${(await context.req.text()).length}`),
  )
  const hono: FrontEnd = {
    name: 'hono',
    prefixes: ['/hono'],
    handle: (request) => app.fetch(request.web),
    renderError: (error) => new Response(error.detail),
  }
  const { url } = await listening(t, ({ body }) => new Response(String(body.length)), { more: [hono] })
  const body = 'x'.repeat(2 ** 20)
  assert.equal(await (await fetch(`${url}/api/call`, { method: 'POST', body })).text(), '1048576')
  const stream = new Blob([body]).stream()
  assert.equal(
    await (await fetch(`${url}/api/call`, { method: 'POST', body: stream, duplex: 'half' })).text(),
    '1048576',
  )
  assert.equal(await (await fetch(`${url}//hono/7/?a`, { method: 'POST', body })).text(), '7 1048576')
})

test("a longer body gets the front end's own error, by length and in chunks, and the client can read it", async (t) => {
  const { port, requests } = await listening(t)
  const head = `POST /api/call HTTP/1.1\r\nHost: x\r\n${close}`
  const byLength = await raw(port, `${head}Content-Length: 5000000\r\n\r\n`, Buffer.alloc(5_000_000, 'x'))
  assert.equal(statusOf(byLength), 200)
  assert.match(bodyOf(byLength), /^malformed: The request body is longer than 1 MiB/)

  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'x'), Buffer.from('\r\n')])
  const chunks = Array.from({ length: 40 }, () => chunk)
  const inChunks = await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n`, ...chunks, '0\r\n\r\n')
  assert.equal(statusOf(inChunks), 200)
  assert.match(bodyOf(inChunks), /malformed: The request body is longer than 1 MiB/)
  assert.deepEqual(
    (await requests(2)).map(({ status }) => status),
    [200, 200],
  )
})

test('a body that never ends is cut off', { timeout: 20_000 }, async (t) => {
  const { port } = await listening(t)
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  let sent = 0
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'x'), Buffer.from('\r\n')])
  socket.write('POST /api/call HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
  const closed = new Promise((resolve) => socket.on('close', resolve))
  while (!socket.destroyed) {
    if (socket.write(chunk)) sent += chunk.length
    else await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))])
  }
  await closed
  assert.ok(sent > 2 ** 20)
})

test('many long bodies at once are refused before they fill the memory, short ones are not', {
  timeout: 60_000,
}, async (t) => {
  const { port, url } = await listening(t)
  const sockets: Socket[] = []
  let refused = 0
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  for (let n = 0; n < 70; n++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.on('data', (answer) => (refused += answer.includes('rateLimited') ? 1 : 0))
    // One byte short of the whole: it is kept.
    socket.write('POST /api/call HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n')
    socket.write(Buffer.alloc(1_048_575, 'x'))
    sockets.push(socket)
  }
  while (refused < 6) await sleep(10)
  assert.equal(refused, 6)
  assert.equal((await fetch(`${url}/api/call`, { method: 'POST', body: 'a=b' })).status, 200)
  for (const socket of sockets) socket.destroy()
  const long = () =>
    fetch(`${url}/api/call`, { method: 'POST', body: 'x'.repeat(100_000) }).then((answer) => answer.text())
  // What was taken is given back.
  while ((await long()).startsWith('rateLimited')) await sleep(10)
})

test('headers and bodies that do not come are given up', { timeout: 20_000 }, async (t) => {
  const { port, requests } = await listening(t, describe, { timeouts: { headers: 200, request: 400, checkEvery: 50 } })
  assert.equal(statusOf(await raw(port, 'GET /api/call HTTP/1.1\r\nHost: x\r\nX-Slow: ')), 408)
  assert.equal(await raw(port).then((answer) => answer.slice(9, 12)), '408')
  await raw(port, 'POST /api/call HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')
  assert.equal((await requests(1))[0]?.['status'], 499)
})

test('headers that are too long are refused', async (t) => {
  const { port } = await listening(t)
  assert.equal(statusOf(await raw(port, get(`/api/call?${'x'.repeat(60_000)}`))), 200)
  assert.equal(statusOf(await raw(port, get(`/api/call?${'x'.repeat(70_000)}`))), 431)
})

test('pipelined requests are answered in their order, however long each takes', async (t) => {
  const { port } = await listening(t, async ({ query }) => {
    await sleep(Number(query))
    return new Response(`<${query}>`)
  })
  const answer = await raw(port, get('/api/call?60', '') + get('/api/call?1', '') + get('/api/call?30'))
  assert.deepEqual(answer.match(/<\d+>/g), ['<60>', '<1>', '<30>'])
})

test('a request smuggled behind two lengths is not taken', async (t) => {
  const { port, lines } = await listening(t)
  const head = 'POST /api/call HTTP/1.1\r\nHost: x\r\n'
  assert.equal(statusOf(await raw(port, `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`)), 400)
  assert.equal(
    statusOf(await raw(port, `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)),
    400,
  )
  assert.deepEqual(lines, [])
})

test('a client that leaves breaks nothing: the work ends, the log says 499', async (t) => {
  let worked = 0
  const { port, url, requests, lines } = await listening(t, async () => {
    await sleep(50)
    worked += 1
    return new Response('x'.repeat(1_000_000))
  })
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write(get('/api/call', ''))
  await sleep(20)
  socket.destroy()
  const half = connect(port, '127.0.0.1').on('error', () => {})
  half.write('POST /api/call HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc')
  await sleep(20)
  half.destroy()
  assert.deepEqual(
    (await requests(2)).map(({ status }) => status),
    [499, 499],
  )
  await sleep(60)
  assert.equal(worked, 1)
  assert.equal((await fetch(`${url}/api/call`)).status, 200)
  assert.deepEqual(
    lines.filter(({ level }) => level === 'error'),
    [],
  )
})

test('an error of the service is rendered by its front end, with its cause in the log only', async (t) => {
  const { url, lines } = await listening(t, () => {
    throw new ServiceError('notFound', 'No such order.', { cause: new Error('row 7') })
  })
  const text = await (await fetch(`${url}/api/call`)).text()
  assert.match(text, /^notFound: No such order\./)
  assert.doesNotMatch(text, /row 7/)
  assert.ok(lines.some(({ level, kind }) => level === 'warn' && kind === 'notFound'))
})

test('anything else that is thrown is serverInternal with the request id, and its cause is in the log', async (t) => {
  for (const thrown of [new TypeError('hunter2'), 'hunter2', undefined, null]) {
    const { url, lines } = await listening(t, () => {
      const { promise, reject } = Promise.withResolvers<Response>()
      reject(thrown)
      return promise
    })
    const answer = await fetch(`${url}/api/call`)
    const id = answer.headers.get('x-request-id')
    assert.equal(await answer.text(), `serverInternal: Internal error. The request id is ${id}. [${id}]`)
    const line = lines.find(({ level }) => level === 'error')
    assert.equal(line?.['requestId'], id)
  }
})

test('a renderer that fails leaves a plain 500', async (t) => {
  const broken: FrontEnd = {
    name: 'broken',
    prefixes: ['/broken'],
    handle: () => Promise.reject(new Error('first')),
    renderError: () => {
      throw new Error('second')
    },
  }
  const { url, lines } = await listening(t, describe, { more: [broken] })
  const answer = await fetch(`${url}/broken`)
  assert.equal(answer.status, 500)
  assert.equal(await answer.text(), `Internal error. Request ${answer.headers.get('x-request-id')}\n`)
  assert.equal(lines.filter(({ level }) => level === 'error').length, 2)
})

test('the log has who, what and how long, never the query, and an id from outside only beside our own', async (t) => {
  const secret: FrontEnd = {
    name: 'validate',
    prefixes: ['/validate'],
    secretPath: true,
    quiet: true,
    handle: describe,
    renderError: (error) => new Response(error.detail),
  }
  const { url, requests, metrics } = await listening(
    t,
    (request) => {
      request.identify('alice')
      return new Response('', { status: 201 })
    },
    { more: [secret] },
  )
  const answer = await fetch(`${url}/api/call?s_pw=hunter2`, {
    headers: { 'x-request-id': 'theirs', 'x-forwarded-for': '9.9.9.9' },
  })
  await fetch(`${url}/validate/token-hunter2`)
  const [first, second] = await requests(2)
  assert.equal(first?.['requestId'], answer.headers.get('x-request-id'))
  const { ms, requestId: _, ...rest } = first ?? {}
  assert.equal(typeof ms, 'number')
  assert.deepEqual(rest, {
    level: 'info',
    message: 'request',
    clientRequestId: 'theirs',
    method: 'GET',
    path: '/api/call',
    status: 201,
    account: 'alice',
    address: '127.0.0.1',
  })
  assert.deepEqual([second?.['path'], second?.level], ['/validate/…', 'debug'])
  const { text } = await metrics.render()
  assert.match(text, /reseal_requests_total\{front_end="example",status="201"\} 1/)
  assert.match(text, /reseal_request_seconds_count\{front_end="example"\} 1/)
})

test("behind a trusted proxy the client is the proxy's last word", async (t) => {
  const { url } = await listening(t, ({ remoteAddress }) => new Response(remoteAddress), { trustProxy: true })
  const seen = async (forwarded: string) =>
    (await fetch(`${url}/api/call`, { headers: { 'x-forwarded-for': forwarded } })).text()
  assert.equal(await seen('203.0.113.7'), '203.0.113.7')
  assert.equal(await seen('1.1.1.1, 203.0.113.7'), '203.0.113.7')
  assert.equal(await seen('1.1.1.1,[2001:db8::7]:4711'), '2001:db8::7')
  assert.equal(await seen('1.1.1.1, 203.0.113.7:4711'), '203.0.113.7')
  assert.equal(await seen('unknown'), '127.0.0.1')
})

test('two front ends cannot answer the same path', async (t) => {
  const twin: FrontEnd = {
    name: 'twin',
    prefixes: ['/api/call'],
    handle: describe,
    renderError: () => new Response(''),
  }
  await assert.rejects(listening(t, describe, { more: [twin] }), /both answer \/api\/call/)
})

test('a port that is taken is said in a sentence', async (t) => {
  const { port } = await listening(t)
  const readiness = createReadiness()
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const config = { listen: { host: '127.0.0.1', port }, trustProxy: false }
  const second = createListener({
    config,
    tls: null,
    logger: silent,
    metrics: createMetrics(),
    frontEnds: [],
    readiness,
  })
  await assert.rejects(second.start(), /^Error: RESEAL_LISTEN: cannot listen on 127\.0\.0\.1 port \d+: .*EADDRINUSE/)
})

test('stopping lets a request in flight finish, closes idle connections at once, and takes no new ones', async (t) => {
  const { port, listener, readiness } = await listening(t, async () => {
    await sleep(300)
    return new Response('finished')
  })
  const silentClient = connect(port, '127.0.0.1')
  const silentClosed = new Promise((resolve) => silentClient.on('close', resolve))
  const inFlight = raw(port, get('/api/call', ''))
  await sleep(100)
  const begun = performance.now()
  const stopped = listener.stop(5_000)
  assert.equal(readiness.state, 'stopping')
  await silentClosed
  assert.ok(performance.now() - begun < 150)
  await assert.rejects(raw(port, get('/api/call')), /ECONNREFUSED/)
  const answer = await inFlight
  assert.match(answer, /connection: close/i)
  assert.equal(bodyOf(answer), 'finished')
  await stopped
  assert.ok(performance.now() - begun < 1_000)
  readiness.set('ready')
  assert.equal(readiness.state, 'stopping')
})

test('stopping ends within its deadline, whatever is in flight', async (t) => {
  const { port, listener } = await listening(t, () => new Promise(() => {}))
  const hanging = raw(port, get('/api/call'))
  await sleep(50)
  const begun = performance.now()
  await listener.stop(200)
  assert.ok(performance.now() - begun < 1_000)
  assert.equal(await hanging, '')
  await listener.stop(200)
})
