import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createListener } from './http.ts'
import { createMetrics, createReadiness } from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function certificate(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-https-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const how = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=localhost',
  ]
  await promisify(execFile)('openssl', [
    ...how,
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ])
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') }
}

function listener(tls: { cert: string; key: string }) {
  return createListener({
    config: { listen: { host: '127.0.0.1', port: 0 }, trustProxy: false },
    tls,
    logger: silent,
    metrics: createMetrics(),
    readiness: createReadiness(),
    frontEnds: [
      {
        name: 'x',
        prefixes: ['/x'],
        handle: async () => (await sleep(100), new Response('over TLS')),
        renderError: () => new Response(''),
      },
    ],
  })
}

test('with a certificate the listener speaks HTTPS, and stops as it does without', async (t) => {
  const tls = await certificate(t)
  const server = listener(tls)
  const { url, port } = await server.start()
  assert.match(url, /^https:/)
  const answer = new Promise<string>((resolve, reject) => {
    get(
      `https://localhost:${port}//x/`,
      { ca: tls.cert, host: '127.0.0.1', servername: 'localhost', headers: { host: 'localhost' } },
      (response) => {
        response.setEncoding('utf8').on('data', resolve)
      },
    ).on('error', reject)
  })
  // One that never begins its handshake.
  const silentClient = connect(port, '127.0.0.1')
  await sleep(50)
  const begun = performance.now()
  const closed = new Promise((resolve) => silentClient.on('close', resolve))
  await server.stop(5_000)
  await closed
  assert.equal(await answer, 'over TLS')
  assert.ok(performance.now() - begun < 1_000)
})

test('a key that does not fit is said in a sentence', async (t) => {
  const [one, other] = [await certificate(t), await certificate(t)]
  assert.throws(
    () => listener({ cert: one.cert, key: other.key }),
    /^Error: RESEAL_TLS_CERT and RESEAL_TLS_KEY cannot be used: /,
  )
})
