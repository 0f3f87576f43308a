import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { X509Error } from './error.ts'
import { decodePem, encodePem } from './pem.ts'
import { refusal } from './testing.ts'

const der = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 37) & 0xff))
const pem = encodePem('CERTIFICATE REQUEST', der)
const decode = (text: string) => decodePem(text, ['CERTIFICATE REQUEST']).der

test('what was encoded is decoded, in lines of 64 columns', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      const text = encodePem('CERTIFICATE', bytes)
      assert.ok(text.split('\n').every((line) => line.length <= 64))
      assert.deepEqual(Uint8Array.from(decodePem(text, ['CERTIFICATE']).der), bytes)
    }),
  )
})

test('every shape that clients send is read', () => {
  const base64 = pem.split('\n').slice(1, -2).join('')
  const shapes = {
    CRLF: pem.replaceAll('\n', '\r\n'),
    'one line': pem.replaceAll('\n', ''),
    'blanks for line ends': pem.replaceAll('\n', ' '),
    'written-out line ends': pem.replaceAll('\n', '\\n'),
    'written-out CRLF': pem.replaceAll('\n', '\\r\\n'),
    indented: pem.replaceAll('\n', '\n   \t'),
    'blank lines': pem.replaceAll('\n', '\n\n'),
    'text around it': `Here is my CSR, please sign it:\n\n${pem}\nThanks -- me`,
    'the old label': pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    'no armour': base64,
    'no armour, in lines': `\n${pem.split('\n').slice(1, -2).join('\r\n')}\n`,
    'the same twice': pem + pem,
    'a byte order mark': `\ufeff${pem}`,
  }
  for (const [name, text] of Object.entries(shapes)) assert.deepEqual(decode(text), der, name)
})

test('another label, two different blocks and half a block are refused', () => {
  assert.throws(() => decode(encodePem('CERTIFICATE', der)), refusal('pem', /found CERTIFICATE$/))
  assert.throws(() => decode(pem + encodePem('CERTIFICATE REQUEST', Buffer.of(1))), refusal('pem', /more were sent/))
  assert.throws(() => decode(pem + encodePem('PRIVATE KEY', Buffer.of(1))), refusal('pem', /more were sent/))
  assert.throws(() => decode(pem.slice(0, -20)), refusal('pem', /missing/))
  assert.throws(() => decode('-----BEGIN CERTIFICATE REQ'), refusal('pem', /not complete/))
  assert.throws(
    () => decode('-----BEGIN CERTIFICATE REQUEST----------END CERTIFICATE REQUEST-----'),
    refusal('pem', /nothing/),
  )
  assert.throws(() => decode(''), refusal('pem', /nothing/))
})

test('bad base64 is refused and the fault is named', () => {
  assert.throws(() => decode(pem.replace('\nA', '\n%')), refusal('pem', /"%" is not base64/))
  assert.throws(() => decode('AAECA'), refusal('pem', /cut/))
  assert.throws(() => decode('AAECAx=='), refusal('pem'))
  assert.throws(() => decode('AA=CAw=='), refusal('pem'))
  assert.throws(() => decode('AAEC AwQ FBg'), refusal('pem', /percent-encoding/))
})

test('more than 64 KiB are refused before they are read, and hostile texts in linear time', () => {
  assert.throws(() => decode('A'.repeat(1_000_000)), refusal('tooLarge'))
  const hostile = [
    '-----BEGIN '.repeat(5900),
    '-----BEGIN A-----'.repeat(3800),
    ' '.repeat(65_000),
    '\\n'.repeat(32_000),
    '-'.repeat(65_000),
  ]
  const start = performance.now()
  for (const text of hostile) assert.throws(() => decode(text), refusal('pem'))
  assert.ok(performance.now() - start < 500)
})

test('random text makes nothing but an X509Error', () => {
  const piece = fc.oneof(
    fc.constantFrom('-----BEGIN ', '-----END ', '-----', 'CERTIFICATE REQUEST', '\n', 'AAAA', '='),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        decode(pieces.join(''))
      } catch (error) {
        assert.ok(error instanceof X509Error)
      }
    }),
  )
})
