import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printedExamples } from '../../../test/vectors/centralnic/examples.ts'
import { decodeResponse, encodeResponse, listProperties, Properties } from './index.ts'

// The rules of published clients' parsers, written down again from their sources (reference 1.2, 1.5), each as strict
// as the original where it throws, run over what we print.

type Parsed = Map<string, string[]>

/** NODE, HX9, PHP, PY: key up to the first `=`, values right-trimmed, index ignored, whitespace removed from names. */
function parseNode(text: string): Parsed {
  return collect(text.replace(/\r\n/g, '\n').split('\n'), (key, value) => {
    const name = /^property\[([^\]]*)\]/i.exec(key)?.[1]
    return [(name ?? key).toUpperCase().replace(/\s/g, ''), value.replace(/[\t ]*$/, '')]
  })
}

/** GO: an index is required, names keep their blanks. */
function parseGo(text: string): Parsed {
  return collect(text.replaceAll('\r', '').split('\n'), (key, value) => {
    const name = /^property\[([^\]]*)\]\[([0-9]+)\]/i.exec(key)?.[1]
    assert.ok(name !== undefined || value !== '', 'GO drops top-level keys with an empty value')
    return [(name ?? key).toUpperCase(), value.replace(/[\t ]*$/, '')]
  })
}

function collect(lines: string[], take: (key: string, value: string) => [string, string]): Parsed {
  const found: Parsed = new Map()
  for (const line of lines) {
    const [match, key = '', value = ''] = /^([^=]*[^\t= ])[\t ]*=[\t ]*(.*)$/.exec(line) ?? []
    if (match === undefined) {
      assert.ok(['[RESPONSE]', 'EOF', ''].includes(line), `lost line: ${line}`)
      continue
    }
    const [name, kept] = take(key, value)
    found.set(name, [...(found.get(name) ?? []), kept])
  }
  return found
}

/** JAVA: splits at every Unicode line end and inserts at the printed index, which throws beyond the end. */
function parseJava(text: string): Parsed {
  const found: Parsed = new Map()
  for (const line of text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)) {
    const [, key = '', value = ''] = /^([^=]*[^\t= ])[\t ]*=[\t ]*(.*)$/.exec(line) ?? []
    const [, name, index] = /^property\[([^\]]*)\]\[([0-9]+)\]/i.exec(key) ?? []
    if (name === undefined) continue
    const values = found.get(name.toUpperCase().replace(/\s/g, '')) ?? []
    assert.equal(Number(index), values.length, 'JAVA throws at a gap and shifts at a repeated index')
    values.push(value.replace(/[\t ]*$/, ''))
    found.set(name.toUpperCase().replace(/\s/g, ''), values)
  }
  return found
}

/** BYTE: removes two literals anywhere, then every line must have `=`; the value ends at the second one. */
function parseByte(text: string): Parsed {
  const found: Parsed = new Map()
  // Python's splitlines does not count an end of line at the very end.
  const rest = text.replaceAll('[RESPONSE]\n', '').replaceAll('EOF\n', '').replace(/\n$/, '')
  // oxlint-disable-next-line no-control-regex -- Python's splitlines splits at them
  for (const line of rest.split(/\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/)) {
    const parts = line.split('=')
    assert.ok(parts.length > 1, `BYTE raises IndexError at: ${line}`)
    const key = (parts[0] ?? '').trim()
    const name = key.includes('property[') ? /property\[([A-Za-z0-9_ -]+)\]/.exec(key)?.[1] : key
    assert.ok(name !== undefined, `BYTE cannot read the name of: ${line}`)
    found.set(name, [...(found.get(name) ?? []), (parts[1] ?? '').trim()])
  }
  return found
}

/** ELX: the first line with `=` is the code, the second the description. */
function parseElx(text: string): { code: number; description: string } {
  const pairs = text.split('\n').flatMap((line) => (line.includes('=') ? [line.split(/\s*=\s*/)] : []))
  const [code, description] = pairs
  assert.equal(code?.[0], 'code')
  assert.equal(description?.[0], 'description')
  for (const [key = ''] of pairs.slice(2)) {
    assert.match(key, /^(runtime|queuetime|property\[[^[\]]+\]\[\d+\])$/)
  }
  return { code: Number(code?.[1]), description: /^description\s*=\s*(.*)$/m.exec(text)?.[1]?.trim() ?? '' }
}

/** SMO: Python's configparser with one section, in which a key may come once; `EOF` among the last ten characters. */
function readSmo(text: string): void {
  assert.ok(text.startsWith('[RESPONSE]\n'))
  assert.ok(text.slice(-10).includes('EOF'))
  const keys = text.split('\n').flatMap((line) => (line.includes('=') ? [line.slice(0, line.indexOf('=')).trim()] : []))
  assert.equal(new Set(keys).size, keys.length, 'configparser raises DuplicateOptionError')
}

/** The line ends and braces of the official SDKs' ResponseTranslator, which replaces an answer it cannot read. */
function checkTranslator(text: string): void {
  assert.ok(!/[{}\r]/.test(text), 'braces are deleted with what is between them')
  assert.match(text, /^code\s*=\s*\d+$/m)
  assert.match(text, /^description\s*=\s*\S/m)
}

const name = fc.stringMatching(/^[a-z]{1,8}( [a-z0-9]{1,6}){0,2}$/)
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    'EOF',
    'xEOF',
    '[RESPONSE]',
    'a = b',
    '{x}',
    'a\r\nEOF\r\n',
    'property[a][0] = b',
    '#',
    'code = 1',
    '\ud800',
  ),
)
const properties = fc.dictionary(name, fc.array(value, { maxLength: 5 }), { maxKeys: 8 })

function inEveryClient(text: string): void {
  // No blank line, no CR, no control character, one key a line.
  for (const line of text.slice(0, -1).split('\n')) {
    assert.match(line, /^(\[RESPONSE\]|EOF|[a-z]+ = .+|property\[[a-z0-9_ -]+\]\[\d+\] = .*)$/u)
    assert.ok(!/[\p{Cc}\u2028\u2029{}]/u.test(line))
  }
  checkTranslator(text)
  readSmo(text)
  const ours = decodeResponse(text)
  assert.deepEqual(parseElx(text), { code: ours.code, description: ours.description })
  const [node, go, java, byte] = [parseNode(text), parseGo(text), parseJava(text), parseByte(text)]
  for (const [key, values] of ours.properties) {
    const upper = key.toUpperCase()
    const joined = upper.replaceAll(' ', '')
    const trimmed = values.map((item) => item.replace(/^[\t ]+|[\t ]+$/g, ''))
    assert.deepEqual(
      node.get(joined)?.map((item) => item.trim()),
      values,
    )
    assert.deepEqual(java.get(joined), node.get(joined))
    assert.deepEqual(go.get(upper), node.get(joined))
    assert.deepEqual(
      byte.get(key),
      trimmed.map((item) => (item.split('=')[0] ?? '').trim()),
    )
  }
}

/** Names that differ only in blanks are one name to half of the clients; ours never do. */
function distinct(record: Record<string, readonly string[]>): [string, readonly string[]][] {
  return [...new Map(Object.entries(record).map((entry) => [entry[0].replaceAll(' ', ''), entry])).values()].filter(
    ([key]) => !['code', 'description', 'runtime', 'queuetime'].includes(key),
  )
}

test('every client reads the same from any single-object answer', () => {
  fc.assert(
    fc.property(properties, value, (record, suffix) => {
      const built = new Properties()
      for (const [key, values] of distinct(record)) built.add(key, values)
      const description = `Command failed; ${suffix}`
      inEveryClient(encodeResponse({ code: 549, description, runtime: 0.1, queuetime: 0, properties: built }))
    }),
    { numRuns: 500 },
  )
})

test('every client reads the same from any list, and certbot finds its count', () => {
  const columns = fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: (key) => key.replaceAll(' ', '') })
  const list = columns.chain((names) => {
    const own = names.filter(
      (key) => !/^(column|count|first|last|limit|total|code|description|runtime|queuetime)$/.test(key),
    )
    return fc.record({
      columns: fc.constant(own.length === 0 ? ['certificate'] : own),
      rows: fc.array(fc.array(value, { minLength: names.length, maxLength: names.length }), { maxLength: 5 }),
      first: fc.nat(1000),
      limit: fc.nat(1000),
      total: fc.nat(1000),
    })
  })
  fc.assert(
    fc.property(list, (window) => {
      const text = encodeResponse({ code: 200, properties: listProperties(window) })
      inEveryClient(text)
      assert.equal(/^property\[count\]\[(\d+)\] = (\d+)$/m.exec(text)?.[2], String(window.rows.length))
    }),
    { numRuns: 300 },
  )
})

test('every client reads every answer of the manual', () => {
  for (const { response } of printedExamples()) {
    if (response === null) continue
    const built = new Properties()
    for (const [key, values] of decodeResponse(response).properties) built.add(key, values)
    inEveryClient(encodeResponse({ code: 200, properties: built }))
  }
})

test('a PEM line that ends in EOF survives the client that deletes EOF', () => {
  const text = encodeResponse({ code: 200, properties: new Properties().add('cert', ['AAAEOF', 'BBB']) })
  assert.deepEqual(parseByte(text).get('cert'), ['AAAEOF', 'BBB'])
})
