import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { hour, minute } from '../../src/core/index.ts'
import { decodeResponse, firstValue } from '../../src/protocols/centralnic/index.ts'
import { databaseHash, untilIdle } from '../support/database-hash.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { alice, bob, startTestApp, type TestApp } from '../support/test-app.ts'
import { assertRefused, body, get, malformed, post } from '../support/wire.ts'

let app: TestApp
let clock: FakeClock
before(async () => {
  clock = fakeClock()
  app = await startTestApp({ clock, validator: fakeValidator() })
  await untilIdle(app.dataDir, clock.now())
})
after(() => app.close())

const login = 's_login=alice&s_pw=alice-password'
const block = (text: string) => `${login}&s_command=${encodeURIComponent(text)}`

describe('a call that is no command', () => {
  const forms: Record<string, readonly [form: string | Uint8Array<ArrayBuffer>, code: number, field: string]> = {
    'nothing at all': ['', 530, ''],
    'credentials and no command': [login, 507, 'COMMAND is missing'],
    'an empty command': [`${login}&command=`, 507, 'COMMAND is missing'],
    'an empty block': [block(''), 507, 'COMMAND is missing'],
    'an unknown command': [`${login}&command=MakeCoffee`, 500, 'MakeCoffee'],
    'an unknown command with braces and a line end': [`${login}&command=%7BA%0AB%7D`, 500, '(A?B)'],
    'a command of the prototype': [`${login}&command=constructor`, 500, 'constructor'],
    'a line without =': [block('COMMAND=StatusAccount\nnonsense'), 507, 'line 2 of S_COMMAND'],
    'a line after EOF': [block('COMMAND=StatusAccount\nEOF\nREGISTRAR=alice'), 507, 'line 3 of S_COMMAND'],
    'a block in a block': [block('COMMAND=StatusAccount\nS_COMMAND=COMMAND=X'), 507, 'line 2 of S_COMMAND'],
    'two blocks that differ': [`${block('COMMAND=StatusAccount')}&s_command=COMMAND%3DStatusContact`, 540, 'COMMAND'],
    'two logins': [`${login}&s_login=bob&command=StatusAccount`, 540, 'S_LOGIN'],
    'two spellings of a session': ['s_sessionid=a&s_session=b&command=StatusAccount', 540, 'S_SESSION'],
    'half a percent sign': [`${login}&command=StatusAccount&registrar=%4`, 505, 'the value of REGISTRAR in the body'],
    'a name that is not text': [`${login}&%ff=1`, 507, 'the name of field 3 of the body'],
    'a name of 65 characters': [`${login}&${'x'.repeat(65)}=1`, 507, 'the name of field 3 of the body'],
    '2,001 fields': [`${login}&${'a=1&'.repeat(2_000)}`, 507, 'more than 2000 fields in the body'],
    '2,001 lines': [block(`COMMAND=StatusAccount\n${'A=1\n'.repeat(2_001)}`), 507, 'more than 2000 lines in S_COMMAND'],
    JSON: [JSON.stringify({ command: 'StatusAccount', s_login: 'alice' }), 530, ''],
    XML: ['<?xml version="1.0"?><methodCall><methodName>Api.xcall</methodName></methodCall>', 530, ''],
    'octets that are not UTF-8': [Uint8Array.from([0x73, 0x3d, 0xff, 0xfe]), 505, 'the value of S in the body'],
  }
  for (const [what, [form, code, field]] of Object.entries(forms)) {
    it(`is answered with ${code}: ${what}`, async () => {
      const was = databaseHash(app.dataDir)
      assertRefused(what, await post(app, form), code, field)
      assert.deepEqual(databaseHash(app.dataDir), was)
    })
  }

  it('is answered with 507 and HTTP 200 for PUT and DELETE', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(`${app.url}/api/call`, { method })
      const answer = decodeResponse(await response.text())
      assert.equal(response.status, 200)
      assert.equal(answer.description, 'Invalid command format; GET or POST is expected')
    }
  })

  it('is refused by GET as by POST', async () => {
    assertRefused('GET', await get(app, `${login}&command=MakeCoffee`), 500, 'MakeCoffee')
    assertRefused('GET', await get(app, 'command=StatusAccount'), 530, '')
  })

  it('never repeats a password, whatever is wrong with it', async () => {
    for (const form of [
      `${login}&s_pw=other`,
      's_login=alice&s_pw=alice-password%ff',
      'alice-password',
      `${login}%00`,
    ]) {
      const { text } = await post(app, form)
      assert.ok(!text.includes('alice-password'), text)
    }
  })

  it('is read with an empty Expect header, as two SDKs send it', async () => {
    const form = body('StatusAccount', {}, alice)
    const text = await raw(
      `POST /api/call HTTP/1.1\r\nHost: x\r\nExpect:\r\nConnection: close\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    )
    assert.match(text, /^HTTP\/1\.1 200 /)
    assert.match(text, /\ncode = 200\n/)
  })

  it('is answered with HTTP 200 where its query is no form at all', async () => {
    for (const query of ['%', '&&&', '=', '?'.repeat(30), '[{"x"|y}]', "';--"]) {
      const text = await raw(`GET /api/call.cgi?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      assert.match(text, /^HTTP\/1\.1 200 [^]*\n\[RESPONSE\]\ncode = 5\d\d\n/, query)
    }
  })
})

describe('a session', () => {
  const open = async (account = alice) =>
    firstValue(decodeResponse((await post(app, `${auth(account)}&persistent=1`)).text), 'sessionid') ?? ''
  const auth = ({ login, password }: typeof alice) => `s_login=${login}&s_pw=${password}`
  const use = (session: string, login = 'alice', command = 'StatusAccount') =>
    post(app, `s_login=${login}&s_sessionid=${session}&command=${command}`)

  it('opens without a command, works in either spelling, and ends once', async () => {
    const session = await open()
    assert.match(session, /^[0-9a-f]{32}$/)
    assert.equal((await use(session)).code, 200)
    assert.equal((await post(app, `s_session=${session}&command=StatusAccount`)).code, 200)
    assert.equal((await use(session, 'alice', 'StopSession')).code, 200)
    assert.equal((await use(session, 'alice', 'StopSession')).code, 530)
    assert.equal((await use(session)).code, 530)
  })

  it('ends after ten idle minutes, and after 24 hours of use', async () => {
    const idle = await open()
    clock.advance(10 * minute + 1)
    assert.equal((await use(idle)).code, 530)
    const used = await open()
    for (let minutes = 0; minutes < 24 * 60; minutes += 9) {
      assert.equal((await use(used)).code, 200, `after ${minutes} minutes`)
      clock.advance(9 * minute)
    }
    assert.equal((await use(used)).code, 530)
  })

  it('begins with a new password where one is asked for, which ends the others', async () => {
    const old = await open(bob)
    const changed = await post(app, `${auth(bob)}&command=StartSession&newpassword=bobs-new-password`)
    assert.equal(malformed(changed), undefined)
    assert.equal(changed.code, 200)
    const session = firstValue(decodeResponse(changed.text), 'sessionid') ?? ''
    assert.equal((await use(session, 'bob')).code, 200)
    assert.equal((await use(old, 'bob')).code, 530)
    assert.equal((await post(app, body('StatusAccount', {}, bob))).code, 530)
    assert.equal((await post(app, body('StatusAccount', {}, { ...bob, password: 'bobs-new-password' }))).code, 200)
  })
})

describe('a login', () => {
  it('is locked after ten failures at once, and open again later', async () => {
    clock.advance(hour)
    const guess = (n: number) => post(app, `s_login=mallory&s_pw=${n}&command=StatusAccount`)
    const codes = (await Promise.all(Array.from({ length: 12 }, (_, n) => guess(n)))).map(({ code }) => code)
    assert.equal(codes.filter((code) => code === 530).length, 10)
    assert.equal(codes.filter((code) => code === 422).length, 2)
    clock.advance(minute)
    assert.equal((await guess(13)).code, 530)
  })
})

/** One request in the very octets given, one per character, and the whole answer. */
function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(app.url)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(request, 'latin1')))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.on('error', reject)
  })
}
