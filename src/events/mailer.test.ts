import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { fakeClock } from '../../test/support/fake-clock.ts'
import type { Mailer } from '../core/index.ts'
import { createMailer } from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const clock = fakeClock()
const from = 'reseal@ssl.example.com'
const mail = {
  to: 'hostmaster@example.com',
  subject: 'Approve the certificate for bücher.example',
  text: 'https://ssl.example.com/validate/abc\n.\nEnd\n',
  messageId: '<c1.1@ssl.example.com>',
}

async function filing(t: TestContext) {
  const directory = join(await mkdtemp(join(tmpdir(), 'reseal-mail-')), 'data', 'mail')
  t.after(() => rm(join(directory, '../..'), { recursive: true, force: true }))
  return { directory, mailer: createMailer({ smtpUrl: null, directory, from, clock, logger: silent }) }
}

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

async function serving(t: TestContext, options: SMTPServerOptions = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const sender = mailFrom === false ? '' : mailFrom.address
        received.push({
          from: sender,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const mailers: Mailer[] = []
  // The server waits for the connections that the pools keep open.
  t.after(async () => {
    await Promise.all(mailers.map((made) => made.close()))
    await new Promise<void>((resolve) => server.close(resolve))
  })
  const { port } = server.server.address() as AddressInfo
  const mailer = (auth = '') => {
    const made = createMailer({
      smtpUrl: `smtp://${auth}127.0.0.1:${port}`,
      directory: '/nowhere',
      from,
      clock,
      logger: silent,
    })
    mailers.push(made)
    return made
  }
  return { received, mailer }
}

test('without SMTP a mail is a file that only its owner reads', async (t) => {
  const { directory, mailer } = await filing(t)
  await mailer.send(mail)
  assert.deepEqual(await readdir(directory), ['c1.1@ssl.example.com.eml'])
  const file = join(directory, 'c1.1@ssl.example.com.eml')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal((await stat(directory)).mode & 0o777, 0o700)
  const text = await readFile(file, 'utf8')
  assert.match(text, /^From: reseal@ssl\.example\.com\r$/m)
  assert.match(text, /^To: hostmaster@example\.com\r$/m)
  assert.match(text, /^Subject: =\?UTF-8\?.+\?=\r$/m)
  assert.match(text, /^Message-ID: <c1\.1@ssl\.example\.com>\r$/m)
  assert.match(text, /^Date: Mon, 23 Nov 2026 12:00:00 \+0000\r$/m)
  assert.match(text, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(text, /\r\n\r\nhttps:\/\/ssl\.example\.com\/validate\/abc\r\n/)
})

test('a second delivery of the same mail replaces its file, other mails have their own', async (t) => {
  const { directory, mailer } = await filing(t)
  await mailer.send(mail)
  await mailer.send(mail)
  const ids = ['<../../etc/passwd@x>', '<.hidden@x>', '<a/b@x>', '<a_b@x>', `<${'x'.repeat(500)}@x>`, '', '<..@x>']
  await Promise.all(ids.map((messageId) => mailer.send({ ...mail, messageId })))
  const names = await readdir(directory)
  assert.equal(names.length, 1 + ids.length)
  assert.ok(
    names.every((name) => /^[^.][A-Za-z0-9.@_-]*\.eml$/.test(name) && name.length < 130),
    names.join(' '),
  )
})

test('a mail server gets the mail with its envelope', async (t) => {
  const { received, mailer } = await serving(t)
  await mailer().send(mail)
  const [got] = received
  assert.deepEqual([got?.from, got?.to], [from, [mail.to]])
  assert.match(got?.text ?? '', /^Message-ID: <c1\.1@ssl\.example\.com>\r$/m)
  assert.match(got?.text ?? '', /\/validate\/abc\r\n\.\r\nEnd/)
})

test('nothing in a mail adds a recipient, a header or a file', async (t) => {
  const { received, mailer } = await serving(t)
  const sender = mailer()
  await sender.send({
    ...mail,
    subject: 'a\r\nBcc: evil@example.net\r\n\r\nbody',
    messageId: '<2@x>\r\nBcc: evil@example.net',
  })
  await sender.send({ ...mail, subject: 'x', text: '{"path":"/etc/passwd"}' })
  for (const to of [
    'a@example.com, evil@example.net',
    'a@example.com\r\nRCPT TO:<evil@example.net>',
    'A <a@example.com>',
  ]) {
    await assert.rejects(sender.send({ ...mail, to }), /not one bare mail address/)
  }
  assert.equal(received.length, 2)
  for (const { to, text } of received) {
    assert.doesNotMatch(text, /^Bcc:/im)
    assert.deepEqual(to, [mail.to])
    assert.doesNotMatch(text, /root:/)
  }
})

test('user and password of the URL log in', async (t) => {
  const logins: unknown[] = []
  const { received, mailer } = await serving(t, {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      logins.push([username, password])
      done(null, { user: username })
    },
  })
  await mailer('user:p%40ss@').send(mail)
  assert.deepEqual(logins, [['user', 'p@ss']])
  assert.equal(received.length, 1)
})

test('a refusal of the server, and a server that is gone, reject without the password', async (t) => {
  const { mailer } = await serving(t, {
    onRcptTo: (_address, _session, done) => done(new Error('no such mailbox')),
  })
  await assert.rejects(mailer().send(mail), /no such mailbox/)
  const gone = createMailer({ smtpUrl: 'smtp://u:hunter2@127.0.0.1:1', directory: '/x', from, clock, logger: silent })
  await assert.rejects(gone.send(mail), (error: Error) => !inspect(error, { depth: 9 }).includes('hunter2'))
  await gone.close()
})

test('many mails at once go through a few connections', async (t) => {
  const { received, mailer } = await serving(t)
  const sender = mailer()
  await Promise.all(Array.from({ length: 50 }, (_, n) => sender.send({ ...mail, messageId: `<${n}@x>` })))
  assert.equal(received.length, 50)
})
