import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeRequest, decodeResponse, encodeRequest, ProtocolError, type RequestToEncode } from './index.ts'

// What we send as a client, the server half understands, in every layout; whatever else comes in is refused in order.

const line = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  // oxlint-disable-next-line no-control-regex -- control characters are what it leaves out
  .map((text) => text.replace(/[\u0000-\u001f\u007f]/g, '').replace(/^ +| +$/g, ''))
  .filter((text) => text !== '' && text.isWellFormed())
const name = fc
  .stringMatching(/^[A-Z][A-Z_-]{0,20}[A-Z]$/)
  .filter((key) => !/^(S_.*|COMMAND|PERSISTENT|SUBUSER|LOGIN|PASSWORD|NEWPASSWORD)$/.test(key))
const request = fc.record({
  auth: fc.record({
    login: fc.stringMatching(/^[a-z0-9]{1,10}$/),
    user: fc.stringMatching(/^[a-z]{1,10}$/),
    password: line,
  }),
  command: fc.stringMatching(/^[A-Za-z]{1,20}$/).filter((text) => text.toUpperCase() !== 'STARTSESSION'),
  parameters: fc.dictionary(name, fc.oneof(line, fc.array(line, { minLength: 1, maxLength: 30 })), { maxKeys: 8 }),
})

for (const layout of ['block', 'headed', 'flat'] as const) {
  for (const method of ['GET', 'POST'] as const) {
    test(`any request comes back from layout ${layout} by ${method}`, () => {
      fc.assert(
        fc.property(request, fc.boolean(), fc.func(fc.nat()), (sent: RequestToEncode, plus, order) => {
          const encoded = shuffle(encodeRequest(sent, layout), layout, order)
          const text = plus ? encoded.replaceAll('%20', '+') : encoded
          const isGet = method === 'GET'
          const decoded = decodeRequest({ method, query: isGet ? text : '', body: Buffer.from(isGet ? '' : text) })
          assert.equal(decoded.command, sent.command)
          assert.equal(decoded.auth.login, sent.auth?.login)
          assert.equal(decoded.auth.user, sent.auth?.user)
          assert.equal(decoded.auth.password, sent.auth?.password)
          const entries = Object.entries(sent.parameters ?? {})
          for (const [key, value] of entries) {
            assert.deepEqual(decoded.parameters.list(key.toLowerCase()), typeof value === 'string' ? [value] : value)
          }
          assert.equal(
            decoded.parameters.names().length,
            entries.map(([, value]) => [value].flat().length).reduce((a, b) => a + b, 0),
          )
          assert.deepEqual(decoded.parameters.unknownNames(entries.map(([key]) => ({ name: key, indexed: 29 }))), [])
        }),
        { numRuns: 200 },
      )
    })
  }
}

test('random octets are decoded or refused with a ProtocolError, and the error tells no value', () => {
  const fragments = fc.constantFrom(
    's_command=',
    's_pw=',
    '&',
    '=',
    '%',
    '%0A',
    '%zz',
    '+',
    '[COMMAND]',
    'EOF',
    'csr0=',
    '\n',
    'ü',
    '%ff',
  )
  const form = fc
    .array(fc.oneof(fragments, fc.string({ maxLength: 8 })), { maxLength: 30 })
    .map((parts) => parts.join(''))
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets)),
    fc.string({ unit: 'binary', maxLength: 200 }),
    form,
  )
  fc.assert(
    fc.property(bodies, fc.oneof(form, fc.string({ unit: 'binary' })), (body, query) => {
      ordered(() => decodeRequest({ method: 'POST', query, body }))
      ordered(() => decodeRequest({ method: 'GET', query, body }))
      ordered(() => decodeResponse(body.toString()))
    }),
    { numRuns: 3000 },
  )
  const secret = 'hunter2-secret'
  fc.assert(
    fc.property(form, form, (before, after) => {
      const error = ordered(() =>
        decodeRequest({ method: 'POST', query: '', body: `${before}&s_pw=${secret}${after}` }),
      )
      assert.ok(error === undefined || !`${error.message} ${error.field}`.toLowerCase().includes(secret))
    }),
    { numRuns: 1000 },
  )
})

test('a value of several lines cannot be sent in a block', () => {
  const parameters = { CSR: 'a\nCOMMAND=DeleteCertificate' }
  assert.throws(() => encodeRequest({ command: 'X', parameters }), { kind: 'malformed', field: 'CSR' })
  const flat = decodeRequest({ method: 'GET', query: encodeRequest({ command: 'X', parameters }, 'flat'), body: '' })
  assert.deepEqual([flat.command, flat.parameters.text('csr')], ['X', parameters.CSR])
})

test('the fields of a session are sent as the SDKs send them', () => {
  const auth = { login: 'acme', sessionId: '00ff', persistent: true, opmode: 'OTE' }
  assert.equal(encodeRequest({ auth }), 's_opmode=OTE&s_login=acme&s_sessionid=00ff&persistent=1')
})

function ordered(run: () => unknown): ProtocolError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error))
    return error
  }
}

/** Another order of the fields, and of the lines within a block; the header stays first and EOF last. */
function shuffle(encoded: string, layout: string, order: (text: string) => number): string {
  const by = (parts: string[]) => parts.toSorted((a, b) => order(a) - order(b))
  const fields = encoded.split('&').map((field) => {
    if (layout === 'flat' || !field.startsWith('s_command=')) return field
    const lines = decodeURIComponent(field.slice('s_command='.length)).split('\n')
    const [head, tail] = layout === 'headed' ? [lines.splice(0, 1), lines.splice(-1, 1)] : [[], []]
    return `s_command=${encodeURIComponent([...head, ...by(lines), ...tail].join('\n'))}`
  })
  return by(fields).join('&')
}
