import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from './http-target.ts'

const real = { httpPort: 80, httpsPort: 443 }
const laboratory = { httpPort: 8_080, httpsPort: 8_443 }

function target(text: string, ports = real, base?: string) {
  const read = readTarget(text, base === undefined ? undefined : new URL(base), ports)
  return 'target' in read ? read.target : read.problem
}

test('a URL is read into scheme, host and port', () => {
  const read = target('https://Example.TEST./a?b=c')
  assert.ok(typeof read !== 'string')
  assert.deepEqual([read.secure, read.host, read.port, read.isAddress], [true, 'example.test', 443, false])
})

test('a relative redirect is resolved against the URL that it came from', () => {
  const read = target('../other', real, 'http://example.test/a/b')
  assert.ok(typeof read !== 'string')
  assert.equal(read.url.href, 'http://example.test/other')
})

test('the default ports of a URL are the configured ones, and either may be named', () => {
  const dialled = (text: string) => {
    const read = target(text, laboratory)
    return typeof read === 'string' ? read : read.port
  }
  assert.equal(dialled('http://a.test/'), 8_080)
  assert.equal(dialled('https://a.test/'), 8_443)
  assert.equal(dialled('http://a.test:80/'), 8_080)
  assert.equal(dialled('http://a.test:443/'), 8_443)
  assert.equal(dialled('http://a.test:8080/'), 8_080)
})

test('other ports, schemes, userinfo and endless URLs are refused', () => {
  const table: [string, RegExp][] = [
    ['http://a.test:8080/', /names port 8080; only 80 and 443/],
    ['http://a.test:22/', /port 22/],
    ['http://a.test:0/', /port 0/],
    ['https://a.test:25/', /port 25/],
    ['ftp://a.test/', /neither an http nor an https URL/],
    ['file:///etc/passwd', /neither/],
    ['gopher://a.test/', /neither/],
    ['javascript:alert(1)', /neither/],
    ['http://user@a.test/', /user name or password/],
    ['http://a.test@127.0.0.1/', /user name or password/],
    ['http://:secret@a.test/', /user name or password/],
    ['http://[::1/', /not a URL/],
    ['http://', /not a URL/],
    ['http://1.2.3.4.5/', /not a URL/],
    [`http://a.test/${'x'.repeat(2_000)}`, /longer than 2000/],
  ]
  for (const [text, problem] of table) {
    const read = target(text)
    assert.ok(typeof read === 'string', text)
    assert.match(read, problem)
  }
})

test('every spelling of an address becomes the address', () => {
  const spellings = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '127.1',
    '0177.0.0.1',
    '1２7.0.0.1',
    '127.0.0.1.',
  ]
  for (const spelling of spellings) {
    const read = target(`http://${spelling}/`)
    assert.ok(typeof read !== 'string')
    assert.deepEqual([read.host, read.isAddress], ['127.0.0.1', true], spelling)
  }
  const six = target('http://[::ffff:127.0.0.1]/')
  assert.ok(typeof six !== 'string')
  assert.deepEqual([six.host, six.isAddress], ['::ffff:7f00:1', true])
})
