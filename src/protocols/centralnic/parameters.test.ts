import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CommandParameters, type ParameterSpec, ProtocolError } from './index.ts'

const parameters = (values: Record<string, string>) => new CommandParameters(Object.entries(values))

test('names are found in any case', () => {
  const given = parameters({ Class: 'ssl123dv' })
  assert.deepEqual(
    [given.text('CLASS'), given.text('class'), given.has('cLASS'), given.has('csr')],
    ['ssl123dv', 'ssl123dv', true, false],
  )
})

test('lines are put in the order of their numbers, as Java sends them in any', () => {
  const given = parameters({ CSR10: 'k', CSR2: 'c', CSR0: 'a', CSR11: 'l', CSR1: 'b' })
  assert.equal(given.multiline('csr', 256), 'a\nb\nc\nk\nl')
})

test('a family keeps its indices, so that parallel families stay in step', () => {
  const given = parameters({ DOMAIN0: 'a.test', DOMAIN3: 'd.test', DCVEMAIL3: 'hostmaster@d.test' })
  assert.deepEqual(given.list('domain', 250), ['a.test', 'd.test'])
  assert.deepEqual(given.entries('dcvemail', 250), [{ index: 3, value: 'hostmaster@d.test' }])
  assert.deepEqual(given.list('crt'), [])
  assert.equal(given.multiline('crt'), undefined)
})

test('the bare name is index 0', () => {
  assert.deepEqual(parameters({ TECHCONTACT: 'P-A1', TECHCONTACT1: 'P-A2' }).list('techcontact', 3), ['P-A1', 'P-A2'])
  assert.equal(parameters({ TECHCONTACT0: 'P-A1' }).text('techcontact'), 'P-A1')
  assert.deepEqual(parameters({ CSR: 'x', CSR0: 'x' }).list('csr'), ['x'])
  assert.throws(() => parameters({ CSR: 'x', CSR0: 'y' }), { kind: 'duplicate', field: 'CSR0' })
})

test('a PEM that an SDK made one line of gets its lines back', () => {
  const lines = [
    '-----BEGIN CERTIFICATE REQUEST-----',
    'A'.repeat(64),
    'B'.repeat(64),
    'CCC=',
    '-----END CERTIFICATE REQUEST-----',
  ]
  const pem = lines.join('\n')
  assert.equal(parameters({ CSR: lines.join('') }).pem('csr'), pem)
  assert.equal(parameters({ CSR: `${lines.join('\r\n')}\r\n` }).pem('csr'), pem)
  const byLine = new CommandParameters(lines.map((line, index) => [`csr${index}`, line]))
  assert.equal(byLine.pem('csr', 256), pem)
  assert.equal(parameters({ CSR: 'no PEM' }).pem('csr'), 'no PEM')
  assert.equal(parameters({ CRT: lines.join('') + lines.join('') }).pem('crt'), `${pem}\n${pem}`)
})

test('what a command does not accept is named as it came, in upper case', () => {
  const specs: ParameterSpec[] = [{ name: 'class' }, { name: 'csr', indexed: 256 }, { name: 'domain', indexed: 250 }]
  const given = parameters({
    class: 'a',
    csr: 'x',
    csr256: 'y',
    domain250: 'd',
    last: '1',
    csr257: 'z',
    class0: 'a',
    csr007: 'q',
  })
  assert.deepEqual(given.unknownNames(specs), ['LAST', 'CSR257', 'CLASS0', 'CSR007'])
  assert.deepEqual(parameters({}).unknownNames([]), [])
  assert.throws(
    () => given.list('csr', 256),
    (error) => error instanceof ProtocolError && error.field === 'CSR257',
  )
})

test('names from a prototype are names like others', () => {
  const given = new CommandParameters([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  assert.deepEqual(given.names(), ['__PROTO__', 'CONSTRUCTOR'])
  assert.equal(given.text('tostring'), undefined)
})
