import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hour, ServiceError } from '../../core/index.ts'
import { parseCertificate, parseCrl } from '../../x509/index.ts'
import { openSandboxCa, type SandboxCa, start } from '../../../test/support/sandbox-ca.ts'
import type { FrontEnd, HttpRequest } from '../front-end.ts'
import { createPkiFrontEnd } from './index.ts'

describe('the PKI front end', () => {
  let sandbox: SandboxCa
  let frontEnd: FrontEnd
  before(async () => {
    sandbox = await openSandboxCa()
    frontEnd = createPkiFrontEnd({ reader: sandbox.storage.reader })
  })
  after(() => sandbox[Symbol.asyncDispose]())

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    frontEnd.handle({ web: new Request(`http://pki.reseal.test${path}`, init) } as HttpRequest)

  it('answers a CRL as it is stored, with its date and a short time in caches', async () => {
    const answer = await ask('/pki/d-ec-1.crl')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('Content-Type'), 'application/pkix-crl')
    assert.equal(answer.headers.get('Last-Modified'), 'Mon, 23 Nov 2026 12:00:00 GMT')
    assert.equal(answer.headers.get('Cache-Control'), 'public, max-age=60')
    const der = Buffer.from(await answer.arrayBuffer())
    assert.equal(answer.headers.get('Content-Length'), String(der.length))
    assert.deepEqual(der, (await sandbox.storage.reader.authorities.crl('d-ec-1'))?.der)
    assert.equal(parseCrl(der).number, 1n)
  })

  it('answers every URL that certificates name', async () => {
    for (const { certificate } of sandbox.ca.authorities.all) {
      const urls = [
        ...(certificate.cRLDistributionPoints ?? []).flatMap(({ urls }) => urls),
        ...(certificate.authorityInfoAccess ?? []).flatMap(({ url }) => url ?? []),
      ]
      for (const url of urls) assert.equal((await ask(new URL(url).pathname)).status, 200, url)
    }
  })

  it('answers the certificate of a CA in DER', async () => {
    const answer = await ask('/pki/tls-r1.cer')
    assert.equal(answer.headers.get('Content-Type'), 'application/pkix-cert')
    const { der } = sandbox.ca.authorities.byId('tls-r1').certificate
    assert.deepEqual(parseCertificate(Buffer.from(await answer.arrayBuffer())).der, der)
  })

  it('answers HEAD with the same headers and nothing else', async () => {
    const [get, head] = [await ask('/pki/s-rsa-1.crl'), await ask('/pki/s-rsa-1.crl', { method: 'HEAD' })]
    assert.equal(head.status, 200)
    assert.deepEqual([...head.headers], [...get.headers])
    assert.equal((await head.arrayBuffer()).byteLength, 0)
  })

  it('says "not modified" to who has it already', async () => {
    const first = await ask('/pki/d-ec-1.crl')
    const etag = first.headers.get('ETag') ?? ''
    const unchanged: Record<string, string>[] = [
      { 'If-None-Match': etag },
      { 'If-None-Match': `"other", W/${etag}` },
      { 'If-None-Match': '*' },
      { 'If-Modified-Since': new Date(start).toUTCString() },
      { 'If-Modified-Since': new Date(start + hour).toUTCString() },
    ]
    for (const headers of unchanged) {
      const answer = await ask('/pki/d-ec-1.crl', { headers })
      assert.equal(answer.status, 304, JSON.stringify(headers))
      assert.equal(answer.headers.get('ETag'), etag)
    }
    const changed: Record<string, string>[] = [
      { 'If-None-Match': '"other"', 'If-Modified-Since': new Date(start + hour).toUTCString() },
      { 'If-Modified-Since': new Date(start - hour).toUTCString() },
      { 'If-Modified-Since': 'yesterday' },
    ]
    for (const headers of changed) {
      assert.equal((await ask('/pki/d-ec-1.crl', { headers })).status, 200, JSON.stringify(headers))
    }
  })

  it('answers plain 404 to everything else below its path, and 405 to other methods', async () => {
    for (const path of [
      '/pki/x-ec-1.crl',
      '/pki/x-ec-1.cer',
      '/pki/d-ec-1.key',
      '/pki',
      '/pki/../pki',
      '/pki/D-EC-1.crl',
    ]) {
      const answer = await ask(path)
      assert.equal(answer.status, 404, path)
      assert.match(answer.headers.get('Content-Type') ?? '', /^text\/plain/)
    }
    const post = await ask('/pki/d-ec-1.crl', { method: 'POST', body: 'x' })
    assert.equal(post.status, 405)
    assert.equal(post.headers.get('Allow'), 'GET, HEAD')
  })

  it('hides what went wrong inside', async () => {
    const context = {} as HttpRequest
    const answer = frontEnd.renderError(new ServiceError('serverInternal', 'the disk is full'), context)
    assert.equal(answer.status, 500)
    assert.doesNotMatch(await answer.text(), /disk/)
    assert.equal(frontEnd.renderError(new ServiceError('malformed', 'The body is too long.'), context).status, 400)
    const broken = createPkiFrontEnd({
      reader: {
        authorities: { all: () => Promise.reject(new Error('gone')), crl: () => Promise.reject(new Error('gone')) },
      },
    })
    const request = { web: new Request('http://pki.reseal.test/pki/d-ec-1.crl') } as HttpRequest
    await assert.rejects(async () => broken.handle(request), /gone/)
  })
})
