import assert from 'node:assert/strict'
import { Resolver } from 'node:dns/promises'
import { get as httpGet } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { startLabControl } from './control.ts'
import { type Lab, startLab } from './index.ts'
import { readMail } from './mail-message.ts'

let lab: Lab
before(async () => {
  lab = await startLab()
})
after(() => lab.close())
beforeEach(() => {
  lab.dns.reset()
  lab.web.reset()
  lab.mail.reset()
})

function resolver(): Resolver {
  const own = new Resolver({ timeout: 3_000, tries: 1 })
  own.setServers([`127.0.0.1:${lab.dns.port}`])
  return own
}

test("the DNS server's answers are understood by another resolver", async () => {
  const { zone } = lab.dns
  zone.set('a.test', 'A', ['192.0.2.1', '192.0.2.2'])
  zone.set('a.test', 'AAAA', ['2001:db8::1'])
  zone.set('a.test', 'TXT', ['one', ['two', 'parts'], 'x'.repeat(300)])
  zone.set('a.test', 'CAA', ['0 issue "ca.test; a=b"', '128 iodef "mailto:a@a.test"'])
  zone.set('a.test', 'MX', ['10 mail.a.test'])
  zone.set('alias.test', 'CNAME', ['a.test.'])
  const own = resolver()
  assert.deepEqual((await own.resolve4('alias.test')).toSorted(), ['192.0.2.1', '192.0.2.2'])
  assert.deepEqual(await own.resolve6('a.test'), ['2001:db8::1'])
  assert.deepEqual(await own.resolveTxt('a.test'), [['one'], ['two', 'parts'], ['x'.repeat(255), 'x'.repeat(45)]])
  assert.deepEqual(await own.resolveCname('alias.test'), ['a.test'])
  const [mx] = await own.resolveMx('a.test')
  assert.deepEqual([mx?.priority, mx?.exchange], [10, 'mail.a.test'])
  const caa = await own.resolveCaa('a.test')
  assert.deepEqual([caa[0]?.issue, caa[1]?.iodef, caa[1]?.critical], ['ca.test; a=b', 'mailto:a@a.test', 128])
})

test('unknown names, empty non-terminals, failures and truncation are told apart', async () => {
  lab.dns.zone.set('a.b.test', 'TXT', ['x'.repeat(2_000)])
  const code = async (name: string) => {
    try {
      await resolver().resolveTxt(name)
      return 'ok'
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    }
  }
  assert.equal(await code('nowhere.test'), 'ENOTFOUND')
  assert.equal(await code('b.test'), 'ENODATA')
  lab.dns.behave('a.b.test', { truncate: true })
  assert.equal(await code('a.b.test'), 'ok')
  assert.deepEqual(
    lab.dns.queries.slice(-2).map((query) => query.transport),
    ['udp', 'tcp'],
  )
  lab.dns.behave('a.b.test', { rcode: 'SERVFAIL' })
  assert.equal(await code('a.b.test'), 'ESERVFAIL')
})

test('records can be changed, added and taken away while it runs', async () => {
  lab.dns.zone.set('a.test', 'TXT', ['1'])
  lab.dns.zone.add('a.test', 'TXT', '2')
  assert.equal((await resolver().resolveTxt('a.test')).length, 2)
  lab.dns.zone.set('A.test', 'TXT', ['3'])
  assert.deepEqual(await resolver().resolveTxt('a.test'), [['3']])
  lab.dns.zone.delete('a.test', 'TXT')
  await assert.rejects(resolver().resolveTxt('a.test'), { code: 'ENOTFOUND' })
})

test('the web server tells hosts apart and remembers what it was asked', async () => {
  lab.web.put('a.test', '/file', 'of a')
  lab.web.put('*', '/file', 'of all')
  lab.web.redirect('b.test', '/go', 'http://a.test/file', 301)
  const get = (host: string, path: string) =>
    new Promise<string>((resolve, reject) => {
      httpGet({ host: '127.0.0.1', port: lab.web.httpPort, path, headers: { host } }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part: string) => (body += part))
        response.on('end', () => resolve(`${response.statusCode} ${response.headers.location ?? body}`))
      }).on('error', reject)
    })
  assert.equal(await get('A.test:81', '/file'), '200 of a')
  assert.equal(await get('c.test', '/file'), '200 of all')
  assert.equal(await get('b.test', '/go'), '301 http://a.test/file')
  assert.match(await get('a.test', '/other'), /^404/)
  assert.deepEqual(
    lab.web.requests.map((request) => request.host),
    ['a.test', 'c.test', 'b.test', 'a.test'],
  )
})

test('a mail is kept with its envelope, its subject and its text, whatever its encoding', async () => {
  const sender = createTransport(lab.mail.url)
  const waiting = lab.mail.waitFor((mail) => mail.to.includes('admin@a.test'))
  const long = `https://reseal.test/validate/${'t'.repeat(120)}`
  await sender.sendMail({
    from: 'Reseal <reseal@reseal.test>',
    to: ['admin@a.test', 'two@a.test'],
    subject: 'Domänenprüfung für a.test – bitte bestätigen Sie, dass Sie dieses Zertifikat haben wollen',
    text: `Grüße.\n\n${long}\n`,
    html: `<p>Grüße. <a href="${long}">Link</a></p>`,
  })
  const mail = await waiting
  assert.equal(mail.sender, 'reseal@reseal.test')
  assert.deepEqual(mail.to, ['admin@a.test', 'two@a.test'])
  assert.equal(mail.from, 'Reseal <reseal@reseal.test>')
  assert.match(mail.subject, /^Domänenprüfung für a\.test – bitte bestätigen .* haben wollen$/)
  assert.ok(mail.text.includes('Grüße.') && mail.text.includes(long))
  assert.ok(mail.html.includes(`<a href="${long}">`))
  lab.mail.refuse(550)
  await assert.rejects(sender.sendMail({ from: 'a@a.test', to: 'b@a.test', text: 'x' }), /550/)
  assert.equal(lab.mail.messages.length, 1)
  await assert.rejects(
    lab.mail.waitFor(() => false, 30),
    /no such mail within 30 ms; 1 others came/,
  )
  sender.close()
})

test('mails in other forms are read too', () => {
  const base64 = Buffer.from('Grüße\n').toString('base64')
  const mail = readMail(
    `Subject: =?utf-8?B?${Buffer.from('Prüfung').toString('base64')}?=\nContent-Transfer-Encoding: base64\n\n${base64}\n`,
  )
  assert.deepEqual([mail.subject, mail.text], ['Prüfung', 'Grüße\n'])
  assert.equal(readMail('Subject: a\r\n b\r\n\r\nplain\r\n').subject, 'a b')
  assert.equal(readMail('no headers at all').text, '')
  // RFC 2045 6.7: what stands before a soft line break is text, what stands behind it was added on the way.
  const soft = 'Content-Transfer-Encoding: quoted-printable\r\n\r\nread and =\r\nagree= \r\n!'
  assert.equal(readMail(soft).text, 'read and agree!')
})

test('the laboratory is worked by hand over HTTP', async () => {
  const control = await startLabControl(lab, { host: '127.0.0.1', port: 0 })
  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(`http://127.0.0.1:${control.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    })
    return `${response.status} ${await response.text()}`
  }
  try {
    assert.equal(await ask('PUT', '/dns/hand.test/txt', 'one\ntwo'), '200 hand.test. TXT one\nhand.test. TXT two\n')
    assert.equal(await ask('DELETE', '/dns/hand.test/TXT'), '200 hand.test. has no TXT\n')
    assert.match(await ask('PUT', '/dns/hand.test/SOA', 'x'), /^400 a record type is one of A, /)
    assert.match(await ask('PUT', '/web/hand.test/.well-known/a.txt', 'abc'), /^200 .* 3 bytes\n$/)
    assert.equal(await ask('DELETE', '/web/hand.test/.well-known/a.txt'), '200 hand.test has no /.well-known/a.txt\n')
    const sender = createTransport(lab.mail.url)
    await sender.sendMail({ from: 'a@a.test', to: 'b@hand.test', subject: 'By hand', text: 'one\ntwo\n' })
    sender.close()
    assert.equal(await ask('GET', '/mail'), '200 To: b@hand.test\nSubject: By hand\n\none\ntwo\n')
    assert.match(await ask('POST', '/'), /^404 PUT or DELETE/)
  } finally {
    await control.close()
  }
})

test('the settings of the laboratory are those of PRODUCT.md', () => {
  assert.deepEqual(lab.environment, {
    RESEAL_DNS_SERVERS: `127.0.0.1:${lab.dns.port}`,
    RESEAL_DCV_HTTP_PORT: String(lab.web.httpPort),
    RESEAL_DCV_HTTPS_PORT: String(lab.web.httpsPort),
    RESEAL_DCV_ALLOW_PRIVATE: '1',
    RESEAL_SMTP_URL: lab.mail.url,
  })
})

test('two laboratories run side by side, and close even with connections open', async () => {
  const other = await startLab()
  assert.notEqual(other.dns.port, lab.dns.port)
  other.web.handle('*', '/', () => undefined)
  httpGet({ host: '127.0.0.1', port: other.web.httpPort, path: '/' }).on('error', () => undefined)
  while (other.web.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await other.close()
})
