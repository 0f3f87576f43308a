import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printedExamples } from '../../../test/vectors/centralnic/examples.ts'
import { decodeRequest, decodeResponse, encodeResponse, listProperties, Properties, type ReturnCode } from './index.ts'

// Seed 004, section 9.1: what the manual prints goes in through every layout and comes out as printed.
const examples = printedExamples()

/** One way to send a request: from its parameters, or the printed text where the layout keeps it, to a call. */
const layouts: Record<
  string,
  (pairs: Pairs, printed: string) => { method: 'GET' | 'POST'; query: string; body: string }
> = {
  'A, percent-encoded, as NODE and PY send it': (pairs) => post(`s_command=${encodeURIComponent(block(pairs))}`),
  'A, with plus signs, as PHP and GO send it': (pairs) =>
    post(new URLSearchParams({ s_command: block(pairs) }).toString()),
  'A, with CRLF': (pairs) => post(`s_command=${encodeURIComponent(block(pairs).replaceAll('\n', '\r\n'))}`),
  "A', as KSP sends it": (pairs) => post(`s_command=${encodeURIComponent(`[COMMAND]\n${block(pairs)}\nEOF\n`)}`),
  "A', as printed": (_, printed) => post(`s_command=${encodeURIComponent(printed)}`),
  'A by GET': (pairs) => get(`s_command=${encodeURIComponent(block(pairs))}`),
  'B by POST': (pairs) => post(flat(pairs)),
  'B by GET, lower-case names': (pairs) => get(`?${flat(pairs.map(([name, value]) => [name.toLowerCase(), value]))}`),
  'B with the command in the query and the rest in the body': (pairs) => ({
    ...post(flat(pairs.filter(([name]) => name !== 'COMMAND'))),
    query: flat(pairs.filter(([name]) => name === 'COMMAND')),
  }),
}

test('all 36 requests and 35 answers of the manual are here', () => {
  assert.equal(examples.length, 36)
  assert.equal(examples.filter((example) => example.response !== null).length, 35)
})

for (const [layout, send] of Object.entries(layouts)) {
  test(`every printed request decodes alike in layout ${layout}, in any order of its parameters`, () => {
    for (const example of examples) {
      const expected = new Map(example.parameters)
      const command = expected.get('COMMAND')
      expected.delete('COMMAND')
      for (const pairs of [example.parameters, example.parameters.toReversed(), sorted(example.parameters)]) {
        const decoded = decodeRequest(send(pairs, example.request))
        const { parameters } = decoded
        assert.equal(decoded.command, command, example.name)
        assert.deepEqual(parameters.names().toSorted(), [...expected.keys()].toSorted(), example.name)
        for (const name of ['class', 'apiversion', 'certificate', 'type', 'dcvtoken']) {
          assert.equal(parameters.text(name), expected.get(name.toUpperCase()), `${example.name} ${name}`)
        }
        for (const family of ['CSR', 'CRT', 'DOMAIN', 'DCVEMAIL', 'TECHCONTACT']) {
          const values = example.parameters.filter(([name]) => new RegExp(`^${family}\\d+$`).test(name))
          assert.deepEqual(
            parameters.list(family, 256),
            values.map(([, value]) => value),
            `${example.name} ${family}`,
          )
        }
      }
    }
  })
}

test('every printed answer encodes to the same names, values and counts', () => {
  for (const { name, response } of examples) {
    if (response === null) continue
    const printed = decodeResponse(response)
    const encoded = encodeResponse(asResponse(response))
    const again = decodeResponse(encoded)
    assert.deepEqual(again.properties, printed.properties, name)
    assert.deepEqual(
      { ...again, properties: undefined },
      { ...printed, description: again.description, properties: undefined },
      name,
    )
  }
})

test('every answer that is printed whole encodes to the very lines of the print', () => {
  // 9.1.30 prints index 0 twice (reference 7, row 21); 9.1.32 is the one answer that is not in alphabetical order.
  const exceptions = ['9.1.30', '9.1.32']
  const whole = examples.filter(({ name, abridged }) => !abridged && !exceptions.includes(name))
  assert.ok(whole.length > 20)
  for (const { name, response } of whole) {
    if (response === null) continue
    assert.deepEqual(propertyLines(encodeResponse(asResponse(response))), propertyLines(response), name)
  }
})

/** The printed answer as a handler would give it: rows where it is a list with a window, properties otherwise. */
function asResponse(text: string): Parameters<typeof encodeResponse>[0] {
  const { code, runtime, queuetime, properties } = decodeResponse(text)
  const number = (name: string) => Number(properties.get(name)?.[0])
  const columns = properties.get('column') ?? []
  const rows = (properties.get(columns[0] ?? '') ?? []).map((_, index) =>
    columns.map((column) => properties.get(column)?.[index] ?? ''),
  )
  const plain = new Properties()
  for (const [name, values] of properties) plain.add(name, values)
  return {
    code: code as ReturnCode,
    ...(runtime === null ? {} : { runtime }),
    ...(queuetime === null ? {} : { queuetime }),
    properties: properties.has('count')
      ? listProperties({ columns, rows, first: number('first'), limit: number('limit'), total: number('total') })
      : plain,
  }
}

function propertyLines(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('property[') ? [line.trimEnd()] : []))
}

type Pairs = readonly (readonly [name: string, value: string])[]

function block(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('\n')
}

function flat(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

function sorted(pairs: Pairs): Pairs {
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function post(body: string) {
  return { method: 'POST' as const, query: '', body }
}

function get(query: string) {
  return { method: 'GET' as const, query, body: '' }
}
