import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { startLab, type Lab } from '../../lab/index.ts'
import { firstValue, type DecodedResponse } from '../../src/protocols/centralnic/index.ts'
import { parseCertificate, parseCrl } from '../../src/x509/index.ts'
import { newCsr } from '../support/keys.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

describe('one order, from its purchase to the revocation of its first certificate', () => {
  let lab: Lab
  let app: TestApp
  before(async () => {
    lab = await startLab()
    app = await startTestApp({ env: lab.environment })
  })
  after(async () => {
    await app.close()
    await lab.close()
  })

  let first = ''
  let second = ''

  it('is ordered and waits for its DNS record', async () => {
    const { lines } = await newCsr('example.com')
    const ordered = await app.call('AddCertificate', {
      apiversion: '2',
      class: 'ssl123dv',
      dcvmethod: 'dns-txt',
      domain0: 'example.com',
      csr: lines,
    })
    assert.equal(ordered.code, 200, ordered.description)
    assert.equal(firstValue(ordered, 'status'), 'processing')
    first = firstValue(ordered, 'certificate') ?? ''
    const [record = ''] = ordered.properties.get('dns rr') ?? []
    assert.match(record, /^@ 3600 IN TXT [0-9a-z]{32}$/)
    lab.dns.zone.set('example.com', 'TXT', [record.split(' ').at(-1) ?? ''])
  })

  it('is issued once the record is found, with a chain that verifies', async () => {
    const status = await app.eventually(async () => active(await app.call('StatusCertificate', { certificate: first })))
    const [leaf, intermediate, root] = ['cert', 'intermediate', 'root'].map((name) => certificateOf(status, name))
    assert.ok(leaf?.checkHost('www.example.com'))
    assert.ok(leaf?.verify((intermediate as X509Certificate).publicKey))
    assert.ok(intermediate?.verify((root as X509Certificate).publicKey))
  })

  it('is reissued at once with a new key, for control was proven', async () => {
    const { lines } = await newCsr('example.com', 'rsa-2048')
    const reissued = await app.call('ReissueCertificate', { certificate: first, csr: lines })
    assert.equal(reissued.code, 200, reissued.description)
    assert.equal(firstValue(reissued, 'status'), 'active')
    assert.equal(certificateOf(reissued, 'cert').publicKey.asymmetricKeyType, 'rsa')
    second = firstValue(reissued, 'certificate') ?? ''
    assert.notEqual(second, first)
    const old = await app.call('StatusCertificate', { certificate: first })
    assert.equal(firstValue(old, 'status'), 'active', 'the old certificate stays valid')
  })

  it('revokes the first certificate and not the second', async () => {
    const leaf = certificateOf(await app.call('StatusCertificate', { certificate: first }), 'cert')
    const [point] = parseCertificate(leaf.raw).cRLDistributionPoints ?? []
    const path = new URL(point?.urls[0] ?? '').pathname
    assert.equal((await app.call('RevokeCertificate', { certificate: first })).code, 200)
    assert.equal(firstValue(await app.call('StatusCertificate', { certificate: first }), 'status'), 'revoked')
    assert.equal(firstValue(await app.call('StatusCertificate', { certificate: second }), 'status'), 'active')
    assert.equal((await app.call('RevokeCertificate', { certificate: first })).code, 552)
    await app.eventually(async () => {
      const crl = await fetch(`${app.url}${path}`)
      const { revoked } = parseCrl(Buffer.from(await crl.arrayBuffer()))
      return [...revoked].some((entry) => entry.serialNumber.toUpperCase() === leaf.serialNumber) ? true : undefined
    })
  })

  it('does not know its ids with the prefix of another class', async () => {
    const foreign = first.replace('DK', 'DD')
    for (const command of ['StatusCertificate', 'ReissueCertificate', 'RevokeCertificate', 'DeleteCertificate']) {
      assert.equal((await app.call(command, { certificate: foreign })).code, 545, command)
    }
    const order = foreign.replace('DD', 'DDO')
    for (const command of ['StatusCertificateOrder', 'RevokeCertificateOrder', 'CancelCertificateOrder']) {
      assert.equal((await app.call(command, { certificateorder: order })).code, 545, command)
    }
  })

  it('tells what happened in events', async () => {
    const list = await app.call('QueryEventList', { wide: '1' })
    assert.deepEqual(list.properties.get('eventsubclass'), [
      'REQUEST_SUCCESSFUL',
      'REISSUE_SUCCESSFUL',
      'CLOSE_SUCCESSFUL',
    ])
    assert.deepEqual(list.properties.get('object id'), [first, second, first])
    const [event = ''] = list.properties.get('event') ?? []
    const status = await app.call('StatusEvent', { event })
    assert.equal(firstValue(status, 'class'), 'CERTIFICATE_REQUEST')
    assert.equal((await app.call('DeleteEvent', { event })).code, 200)
    assert.equal((await app.call('DeleteEvent', { event })).code, 545)
    assert.equal(firstValue(await app.call('QueryEventList'), 'total'), '2')
  })
})

function active(status: DecodedResponse): DecodedResponse | undefined {
  return firstValue(status, 'status') === 'active' ? status : undefined
}

function certificateOf(response: DecodedResponse, name: string): X509Certificate {
  return new X509Certificate((response.properties.get(name) ?? []).join('\n'))
}
