import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeResponse,
  describe,
  encodeResponse,
  firstValue,
  listProperties,
  Properties,
  ProtocolError,
  returnCodes,
} from './index.ts'
import { formatSeconds } from './response.ts'

test('an answer without properties is the head and EOF', () => {
  assert.equal(
    encodeResponse({ code: 503, description: describe(503, 'LAST') }),
    '[RESPONSE]\ncode = 503\ndescription = Invalid attribute name; LAST\nEOF\n',
  )
})

test('a description is never empty, because the SDKs take that for a broken answer', () => {
  assert.match(encodeResponse({ code: 200, description: ' ' }), /^description = Command completed successfully$/m)
  for (const [code, text] of Object.entries(returnCodes)) assert.ok(text.trim() !== '', code)
})

test('times have up to three decimals and zero is 0', () => {
  assert.deepEqual([0, 0.0004, 0.15, 3.6464, 1, -1, Number.NaN].map(formatSeconds), [
    '0',
    '0',
    '0.15',
    '3.646',
    '1',
    '0',
    '0',
  ])
  assert.match(encodeResponse({ code: 200, runtime: 0.012, queuetime: 0 }), /^runtime = 0\.012\nqueuetime = 0$/m)
})

test('properties are printed by name, values by index from 0', () => {
  const properties = new Properties()
    .add('status', 'processing')
    .add('dcv domain', ['example.com', 'example.com'])
    .add('csr', [])
    .add('dcv domain', 'example.org')
    .add('expiration date', '')
    .add('price', 42)
  assert.equal(
    encodeResponse({ code: 200, runtime: 1, properties }),
    [
      '[RESPONSE]',
      'code = 200',
      'description = Command completed successfully',
      'runtime = 1',
      'property[dcv domain][0] = example.com',
      'property[dcv domain][1] = example.com',
      'property[dcv domain][2] = example.org',
      'property[expiration date][0] = ',
      'property[price][0] = 42',
      'property[status][0] = processing',
      'EOF\n',
    ].join('\n'),
  )
})

test('PEM is one line per index with its armour', () => {
  const lines: string[] = []
  new Properties().addLines('csr', '-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n\r\n').appendTo(lines)
  assert.deepEqual(lines, [
    'property[csr][0] = -----BEGIN X-----',
    'property[csr][1] = AAAA',
    'property[csr][2] = -----END X-----',
  ])
})

test('a name that some client cannot read is a mistake of ours', () => {
  for (const name of ['csr san#', 'Class', '', ' a', 'a  b', 'a]', 'ü']) {
    assert.throws(() => new Properties().add(name, 'x'), RangeError, name)
    assert.throws(() => listProperties({ columns: ['a', name], rows: [], first: 0, limit: 0, total: 0 }).appendTo([]))
  }
})

test('braces become parentheses, everything that can end a line a blank', () => {
  const lines: string[] = []
  new Properties().add('a', 'CN = {x}\r\nb\u0085c\u2028d\u001ce\u0000#1').appendTo(lines)
  assert.deepEqual(lines, ['property[a][0] = CN = (x)  b c d e #1'])
})

test('an empty window has count 0, its last echoes its first, its total is real', () => {
  for (const columns of [['certificate'], ['certificate', 'status']]) {
    const { properties } = decodeResponse(
      encodeResponse({ code: 200, properties: listProperties({ columns, rows: [], first: 5, limit: 0, total: 3 }) }),
    )
    const window = ['count', 'first', 'last', 'limit', 'total'].map((name) => properties.get(name)?.join())
    assert.deepEqual(window, ['0', '5', '5', '0', '3'])
    assert.deepEqual(properties.get('column'), columns)
  }
})

test('a window counts from its first', () => {
  const rows = [['DK1'], ['DK2']]
  const lines: string[] = []
  listProperties({ columns: ['certificate'], rows, first: 100, limit: 2, total: 102 }).appendTo(lines)
  assert.deepEqual(lines.slice(3), [
    'property[count][0] = 2',
    'property[first][0] = 100',
    'property[last][0] = 101',
    'property[limit][0] = 2',
    'property[total][0] = 102',
  ])
})

test('answers are read in the spelling of HEXONET too', () => {
  const response = decodeResponse(
    '[RESPONSE]\r\nCODE=200\r\nDESCRIPTION=Command completed successfully\r\nRUNTIME=0.02\r\n' +
      'PROPERTY[ORDER  ID][0]=a=b\r\nPROPERTY[Order Id][0]=c \r\nwrapped\r\nEOF\r\n',
  )
  assert.deepEqual([response.code, response.runtime, response.queuetime], [200, 0.02, null])
  assert.deepEqual(response.properties.get('order id'), ['a=b', 'c'])
  assert.equal(firstValue(response, 'order id'), 'a=b')
})

test('what has no return code is no answer', () => {
  for (const text of ['', '<html>code = x</html>', 'code = 2000', '[RESPONSE]\nEOF\n']) {
    assert.throws(() => decodeResponse(text), ProtocolError, text)
  }
})
