import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Lab, startLab } from '../../lab/index.ts'
import { day } from '../../src/core/index.ts'
import { firstValue } from '../../src/protocols/centralnic/index.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { newCsr } from '../support/keys.ts'
import { type CallParameters, startTestApp, type TestApp } from '../support/test-app.ts'

describe('the page behind the link of a validation mail', () => {
  let lab: Lab
  let app: TestApp
  let clock: FakeClock
  before(async () => {
    lab = await startLab()
    clock = fakeClock()
    app = await startTestApp({ clock, validator: fakeValidator(), env: lab.environment })
  })
  after(async () => {
    await app.close()
    await lab.close()
  })

  async function order(name: string, more: CallParameters = {}): Promise<string> {
    const { lines } = await newCsr(name)
    const fixed = { apiversion: '2', class: 'ssl123dv', dcvmethod: 'email', domain0: name, csr: lines }
    const answer = await app.call('AddCertificate', { ...fixed, ...more })
    assert.equal(answer.code, 200, answer.description)
    return firstValue(answer, 'certificate') ?? ''
  }

  /** The link of the newest mail to this address, on the port where the platform really listens. */
  async function linkTo(address: string): Promise<string> {
    await lab.mail.waitFor(({ to }) => to.includes(address))
    const mail = lab.mail.messages.findLast(({ to }) => to.includes(address))
    const [link = ''] = /http:\/\/ssl\.reseal-test\.example\/validate\/\w+/.exec(mail?.text ?? '') ?? []
    return link.replace('http://ssl.reseal-test.example', app.url)
  }

  const answer = (link: string, body: string, type = 'application/x-www-form-urlencoded') =>
    fetch(link, { method: 'POST', body, headers: { 'content-type': type } })
  const status = async (certificate: string) =>
    firstValue(await app.call('StatusCertificate', { certificate }), 'status')
  const becomes = (certificate: string, word: string) =>
    app.eventually(async () => ((await status(certificate)) === word ? true : undefined))
  const amount = async () => firstValue(await app.call('StatusAccount'), 'amount')

  it('shows what is asked, with one form and no way for anything else', async () => {
    await order('shown.com')
    const page = await fetch(await linkTo('hostmaster@shown.com'))
    const text = await page.text()
    assert.equal(page.status, 200)
    assert.match(text, /<li>shown\.com<\/li>\n<li>www\.shown\.com<\/li>/)
    assert.match(text, /<strong>alice<\/strong> has ordered a certificate \(SSL123DV\)/)
    assert.equal(text.match(/<form/g)?.length, 1)
    assert.doesNotMatch(text, /<script|src=|href=/)
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-[^']+'; /)
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(page.headers.get('x-frame-options'), 'DENY')
  })

  it('changes nothing by being fetched, and issues once it is approved', async () => {
    const certificate = await order('approved.com')
    const link = await linkTo('hostmaster@approved.com')
    for (const method of ['GET', 'HEAD', 'GET']) assert.equal((await fetch(link, { method })).status, 200)
    assert.equal(await status(certificate), 'processing')
    const approved = await answer(link, 'decision=approve')
    assert.equal(approved.status, 200)
    assert.match(await approved.text(), /<h1>Approved<\/h1>/)
    await becomes(certificate, 'active')
  })

  it('can be answered once, and then is like a link that never was', async () => {
    const certificate = await order('once.com')
    const link = await linkTo('hostmaster@once.com')
    assert.equal((await answer(link, 'decision=approve')).status, 200)
    await becomes(certificate, 'active')
    const used = await fetch(link)
    const unknown = await fetch(`${app.url}/validate/${'0'.repeat(32)}`)
    const nonsense = await fetch(`${app.url}/validate/a/b`)
    assert.deepEqual([used.status, unknown.status, nonsense.status], [404, 404, 404])
    const [usedText, unknownText, nonsenseText] = [await used.text(), await unknown.text(), await nonsense.text()]
    assert.equal(usedText, unknownText)
    assert.equal(usedText, nonsenseText)
    assert.doesNotMatch(usedText, /alice|once\.com/)
    assert.equal((await answer(link, 'decision=refuse')).status, 404)
    assert.equal(await status(certificate), 'active')
  })

  it('ends the request and gives the money back when it is refused', async () => {
    const before = await amount()
    const certificate = await order('refused.com', { dcvemail0: 'admin@refused.com' })
    assert.notEqual(await amount(), before)
    const refused = await answer(await linkTo('admin@refused.com'), 'decision=refuse')
    assert.match(await refused.text(), /<h1>Refused<\/h1>/)
    assert.equal(await status(certificate), 'failed')
    assert.equal(await amount(), before)
    const list = await app.call('QueryEventList', { subclass: 'REQUEST_FAILED' })
    const event = await app.call('StatusEvent', { event: firstValue(list, 'event') ?? '' })
    assert.equal(decodeURIComponent(firstValue(event, 'info') ?? ''), 'refused by admin@refused.com')
    assert.equal(firstValue(event, 'object id'), certificate)
  })

  it('ends only the reissue when that is refused, and its added name has to be paid again', async () => {
    const first = await order('kept.com')
    await answer(await linkTo('hostmaster@kept.com'), 'decision=approve')
    await becomes(first, 'active')
    const before = await amount()
    const add = { certificate: first, domain0: 'kept.com', domain1: 'added.com', dcvmethod: 'email' }
    for (let time = 1; time <= 2; time++) {
      lab.mail.reset()
      const reissued = await app.call('ReissueCertificate', add)
      assert.equal(reissued.code, 200, reissued.description)
      assert.deepEqual(reissued.properties.get('billingtype'), ['ssl123dv-san'], `time ${time}`)
      await answer(await linkTo('hostmaster@added.com'), 'decision=refuse')
      assert.equal(await status(firstValue(reissued, 'certificate') ?? ''), 'failed')
      assert.equal(await amount(), before)
    }
    assert.equal(await status(first), 'active')
  })

  it('takes a form with one decision and nothing else', async () => {
    const certificate = await order('forms.com')
    const link = await linkTo('hostmaster@forms.com')
    assert.equal((await answer(link, '{"decision":"approve"}', 'application/json')).status, 400)
    assert.equal((await answer(link, 'decision=approve', 'text/plain')).status, 400)
    assert.equal((await answer(link, '')).status, 400)
    assert.equal((await answer(link, 'decision=perhaps')).status, 400)
    assert.equal((await answer(link, 'decision=approve&decision=refuse')).status, 400)
    assert.equal((await fetch(link, { method: 'DELETE' })).status, 405)
    assert.equal((await answer(link, 'x'.repeat(1_100_000))).status, 400)
    assert.equal(await status(certificate), 'processing')
    assert.equal((await fetch(link)).status, 200)
  })

  it('works by the newest mail only', async () => {
    const certificate = await order('resent.com')
    const old = await linkTo('hostmaster@resent.com')
    lab.mail.reset()
    assert.equal((await app.call('ResendNotification', { type: 'certificate', object: certificate })).code, 200)
    const fresh = await linkTo('hostmaster@resent.com')
    assert.notEqual(fresh, old)
    assert.equal((await fetch(old)).status, 404)
    assert.equal((await fetch(fresh)).status, 200)
  })

  it('does not work for a request that was cancelled', async () => {
    const certificate = await order('cancelled.com')
    const link = await linkTo('hostmaster@cancelled.com')
    assert.equal((await app.call('DeleteCertificate', { certificate, action: 'CANCELORDER' })).code, 200)
    assert.equal((await answer(link, 'decision=approve')).status, 404)
    assert.equal(await status(certificate), 'canceled')
  })

  it('lasts thirty days', async () => {
    const certificate = await order('late.com')
    const link = await linkTo('hostmaster@late.com')
    clock.advance(30 * day - 1)
    assert.equal((await fetch(link)).status, 200)
    clock.advance(1)
    assert.equal((await fetch(link)).status, 404)
    assert.equal((await answer(link, 'decision=approve')).status, 404)
    assert.equal(await status(certificate), 'processing')
  })
})
