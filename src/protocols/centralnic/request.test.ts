import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeRequest, ProtocolError, type ProtocolErrorKind } from './index.ts'

const post = (body: string | Buffer, query = '') => decodeRequest({ method: 'POST', query, body })
const get = (query: string) => decodeRequest({ method: 'GET', query, body: '' })
const block = (...lines: string[]) => post(`s_command=${encodeURIComponent(lines.join('\n'))}`)

function refused(run: () => unknown, kind: ProtocolErrorKind, message: RegExp, field?: string): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ProtocolError)
    assert.equal(error.kind, kind)
    assert.match(error.message, message)
    assert.equal(error.field, field)
    return true
  })
}

test('the login names an account, and a user behind a colon or an exclamation mark', () => {
  assert.deepEqual(post('s_login=acme&s_pw=secret').auth, {
    login: 'acme',
    user: null,
    password: 'secret',
    newPassword: null,
    sessionId: null,
    persistent: false,
    opmode: null,
  })
  const { login, user } = post('s_login=acme%3Ajo&s_pw=secret').auth
  assert.deepEqual([login, user], ['acme', 'jo'])
  assert.equal(post('s_login=acme!jo').auth.user, 'jo')
  assert.deepEqual([post('s_login=acme:').auth.user, post('s_login=:jo').auth.login], [null, null])
})

test('a session is sent as s_sessionid, or as HEXONET s_session', () => {
  assert.equal(post('s_login=acme&s_sessionid=00ff').auth.sessionId, '00ff')
  assert.equal(post('s_session=00ff').auth.sessionId, '00ff')
  refused(() => post('s_session=00ff&s_sessionid=00fe'), 'duplicate', /^S_SESSION is given twice/, 'S_SESSION')
})

test('no command with persistent=1 asks for a session, as the SDKs do', () => {
  const { auth, command, parameters } = post('s_login=acme&s_pw=secret&persistent=1')
  assert.deepEqual([auth.persistent, command, parameters.names()], [true, null, []])
  assert.equal(post('persistent=0').auth.persistent, false)
})

test('StartSession takes login and password within the block', () => {
  const lines = ['command = StartSession', 'login = acme', 'password = a=b', 'persistent = 1', 'newpassword = new']
  const { auth, parameters } = block('[COMMAND]', ...lines, 'EOF')
  assert.deepEqual([auth.login, auth.password, auth.persistent, auth.newPassword], ['acme', 'a=b', true, 'new'])
  assert.deepEqual(parameters.names(), [])
})

test('login and password are parameters like others with every other command', () => {
  const { auth, parameters } = block('command=AddUser', 'login=jo', 'password=x')
  assert.deepEqual([auth.login, auth.password, parameters.names()], [null, null, ['LOGIN', 'PASSWORD']])
})

test('a password keeps its blanks, and its plus signs when they are encoded', () => {
  assert.equal(post('s_pw=%20p%2Bq+%C3%BC ').auth.password, ' p+q ü ')
})

test('SUBUSER and the HEXONET view of a sub-user are kept apart from the parameters', () => {
  const { subuser, parameters } = block('COMMAND=StatusAccount', 'SUBUSER=shop1')
  assert.deepEqual([subuser, parameters.names()], ['shop1', []])
  assert.equal(post('s_user=shop1&command=StatusAccount').subuser, 'shop1')
})

test('s_opmode selects the sandbox, as HEXONET does with s_entity; other s_ fields are ignored', () => {
  assert.equal(get('s_opmode=ote').auth.opmode, 'OTE')
  assert.equal(post('s_entity=1234').auth.opmode, 'OTE')
  assert.equal(post('s_entity=54cd').auth.opmode, null)
  assert.deepEqual(post('s_encode=UTF-8&s_apiKey=x&s_otp=1&s_remoteaddr=::1&command=X').parameters.names(), [])
})

test('an empty value is the same as none', () => {
  const { parameters } = block('COMMAND=AddCertificate', 'STREET1=', 'CSR0=a', 'CSR1= ', 'CLASS=')
  assert.deepEqual(parameters.names(), ['CSR0'])
  assert.deepEqual(post('command=X&class=&class=ssl123dv').parameters.text('class'), 'ssl123dv')
  assert.equal(post('command=').command, null)
})

test('only the first equals sign splits, and blanks round it do not count', () => {
  const { parameters } = block('command=X', 'csr0 =-----BEGIN', '  csr1\t=  a=b==  ', 'CSR2=  ')
  assert.equal(parameters.multiline('csr'), '-----BEGIN\na=b==')
})

test('the body of a GET is not read', () => {
  assert.equal(decodeRequest({ method: 'GET', query: '', body: 'command=X' }).command, null)
})

test('octets that are not encoded are UTF-8 in a body, and in a query as Node gives it', () => {
  const octets = Buffer.from('command=X&lastname=Müller')
  assert.equal(post(octets).parameters.text('lastname'), 'Müller')
  assert.equal(post(octets.toString()).parameters.text('lastname'), 'Müller')
  assert.equal(get(octets.toString('latin1')).parameters.text('lastname'), 'Müller')
  assert.equal(get('lastname=Łuk').parameters.text('lastname'), 'Łuk')
})

test('the same parameter may come again with the same value only', () => {
  assert.equal(post('command=X&class=a', 'COMMAND=X&Class=a').parameters.text('class'), 'a')
  refused(() => post('class=a&CLASS=b'), 'duplicate', /^CLASS is given twice with different values$/, 'CLASS')
  refused(() => block('command=X', 'command=Y'), 'duplicate', /^COMMAND /, 'COMMAND')
  refused(() => post('csr=a&csr0=b'), 'duplicate', /^CSR0? /, 'CSR0')
  refused(() => post('s_pw=hunter2&s_pw=hunter3'), 'duplicate', /^S_PW is given twice with different values$/, 'S_PW')
})

test('an error says where the form is broken and repeats no value', () => {
  refused(() => post('a=1&s_pw=hunter2%'), 'malformed', /^the value of S_PW in the body is not valid/, 'S_PW')
  refused(() => get('class=%ff'), 'malformed', /^the value of CLASS in the query/, 'CLASS')
  refused(() => get('class=%C0%80'), 'malformed', /CLASS/, 'CLASS')
  refused(() => get('class=%ED%A0%80'), 'malformed', /CLASS/, 'CLASS')
  refused(() => post(Buffer.from([0x61, 0x3d, 0xff])), 'malformed', /the value of A in the body/, 'A')
  refused(() => post('a=\ud800'), 'malformed', /^the body is not valid UTF-8/)
  refused(() => post('a=1&%zz=2'), 'malformed', /^the name of field 2 of the body is not valid/)
  refused(() => post('a=1&hunter%0a2=2'), 'malformed', /^the name of field 2 of the body has characters/)
  refused(() => post('class=a%00b'), 'malformed', /^CLASS contains a control character/, 'CLASS')
})

test('a block is refused where a line is no parameter', () => {
  refused(() => block('COMMAND=X', 'MIIErDCC'), 'malformed', /^line 2 of S_COMMAND is not of the form/, 'S_COMMAND')
  refused(() => block('COMMAND=X', '=a'), 'malformed', /^line 2 /, 'S_COMMAND')
  refused(() => block('COMMAND=X', '[COMMAND]'), 'malformed', /^line 2 /, 'S_COMMAND')
  refused(
    () => block('COMMAND=X', 'EOF', '', 'CLASS=a'),
    'malformed',
    /^line 4 of S_COMMAND stands after EOF/,
    'S_COMMAND',
  )
  refused(() => block('s_command=COMMAND=X'), 'malformed', /^line 1 of S_COMMAND is a command block/, 'S_COMMAND')
  refused(() => post('[COMMAND]\ncommand = StatusAccount\nEOF'), 'malformed', /^the name of field 1 of the body/)
})

test('there are limits to number, names and values', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`)
  assert.equal(post(many(2000).join('&')).parameters.names().length, 2000)
  refused(() => post(many(2001).join('&')), 'tooLarge', /more than 2000 fields in the body/)
  assert.equal(block(...many(2000)).parameters.names().length, 2000)
  refused(() => block(...many(2001)), 'tooLarge', /more than 2000 lines in S_COMMAND/, 'S_COMMAND')
  refused(() => post(many(1001).join('&'), many(1000).join('&')), 'tooLarge', /more than 2000 parameters/)
  refused(() => post(`${'n'.repeat(65)}=1`), 'tooLarge', /^the name of field 1 of the body is longer than 64/)
  assert.equal(post(`a=${'v'.repeat(65_536)}`).parameters.text('a')?.length, 65_536)
  refused(() => post(`a=${'v'.repeat(65_537)}`), 'tooLarge', /^A is longer than 65536/, 'A')
  refused(() => block(`a=${'v'.repeat(65_537)}`), 'tooLarge', /^A is longer than 65536/, 'A')
})

test('a hostile body of a mebibyte is refused or decoded in well under a second', () => {
  const started = performance.now()
  for (const unit of ['&', '=', '\n', '%0A', '%20', '+', 's_command=&', '%', 'a=&']) {
    for (const prefix of ['', 's_command=', 's_command=a=', 'a=']) {
      try {
        post(prefix + unit.repeat(1_048_576 / unit.length) + 'x')
      } catch (error) {
        assert.ok(error instanceof ProtocolError)
      }
    }
  }
  assert.ok(performance.now() - started < 9000)
})
