import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isMalformed, isUnknownCritical, parseIssueValue } from './caa-record.ts'

test('issue values are read by the grammar of RFC 8659 section 4.2', () => {
  const table: [string, string, Record<string, string>, boolean][] = [
    ['ca.example', 'ca.example', {}, true],
    ['CA.Example', 'ca.example', {}, true],
    ['  \tca.example \t', 'ca.example', {}, true],
    ['', '', {}, true],
    [';', '', {}, true],
    [' ; ', '', {}, true],
    ['ca.example;', 'ca.example', {}, true],
    ['ca.example; account=230123', 'ca.example', { account: '230123' }, true],
    ['ca1.example;  a = 1 ;b=2 ', 'ca1.example', { a: '1', b: '2' }, true],
    ['ca.example; accounturi=https://ca.example/a/1', 'ca.example', { accounturi: 'https://ca.example/a/1' }, true],
    ['ca.example; ValidationMethods=dns-01,http-01', 'ca.example', { validationmethods: 'dns-01,http-01' }, true],
    ['ca.example; empty=', 'ca.example', { empty: '' }, true],
    ['; policy=none', '', { policy: 'none' }, true],
    // broken: nobody may issue
    ['%%%%%', '', {}, false],
    ['ca.example.', '', {}, false],
    ['-ca.example', '', {}, false],
    ['ca-.example', '', {}, false],
    ['ca..example', '', {}, false],
    ['ca_1.example', '', {}, false],
    ['ca.example other.example', '', {}, false],
    ['ca.example\u0000', '', {}, false],
    ['ca.example; ;', '', {}, false],
    ['ca.example; a=1;', '', {}, false],
    ['ca.example; nothing', '', {}, false],
    ['ca.example; a=b c', '', {}, false],
    ['ca.example; =1', '', {}, false],
    ['ca.example; a=1; A=2', '', {}, false],
    ['ca.example; a=é', '', {}, false],
    ['ca\u212aexample.test', '', {}, false],
  ]
  for (const [value, issuer, parameters, wellFormed] of table) {
    const read = parseIssueValue(value)
    assert.deepEqual(
      [read.issuer, Object.fromEntries(read.parameters), read.wellFormed],
      [issuer, parameters, wellFormed],
      value,
    )
  }
})

test('what is written by the grammar is read back', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]+(-+[A-Za-z0-9]+)*$/)
  const blank = fc.stringMatching(/^[ \t]{0,3}$/)
  const value = fc.stringMatching(/^[\x21-\x3a\x3c-\x7e]{0,20}$/)
  const parameters = fc.uniqueArray(fc.tuple(word, value), { maxLength: 4, selector: ([tag]) => tag.toLowerCase() })
  const domain = fc.array(word, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
  fc.assert(
    fc.property(domain, parameters, blank, (issuer, list, space) => {
      const rest = list.map(([tag, text]) => `${space}${tag}${space}=${space}${text}${space}`).join(';')
      const read = parseIssueValue(`${space}${issuer}${space}${list.length > 0 ? ';' : ''}${rest}`)
      assert.equal(read.wellFormed, true)
      assert.equal(read.issuer, issuer.toLowerCase())
      assert.deepEqual(
        [...read.parameters],
        list.map(([tag, text]) => [tag.toLowerCase(), text]),
      )
    }),
  )
})

test('no text breaks the parser, and what it cannot read permits nobody', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = parseIssueValue(text)
      assert.ok(read.wellFormed || (read.issuer === '' && read.parameters.size === 0))
      assert.match(read.issuer, /^([a-z0-9.-]*)$/)
      // An issuer is only ever what stands before the first semicolon.
      assert.equal(read.issuer, read.wellFormed ? (text.split(';')[0] ?? '').trim().toLowerCase() : '')
    }),
    { numRuns: 1_000 },
  )
})

test('the parser takes linear time for hostile values', () => {
  const started = process.hrtime.bigint()
  parseIssueValue('a-'.repeat(30_000))
  parseIssueValue(`${'a.'.repeat(30_000)}!`)
  parseIssueValue(`ca.example;${' '.repeat(60_000)}x`)
  parseIssueValue(`ca.example;${'a-'.repeat(30_000)}=1 1`)
  assert.ok(process.hrtime.bigint() - started < 500_000_000n)
})

test('unknown properties forbid only if they are critical', () => {
  const critical = (flags: number, tag: string) => isUnknownCritical({ flags, tag, value: '' })
  assert.equal(critical(128, 'tbs'), true)
  assert.equal(critical(129, 'tbs'), true)
  assert.equal(critical(1, 'tbs'), true)
  assert.equal(critical(0, 'tbs'), false)
  assert.equal(critical(64, 'tbs'), false)
  for (const tag of ['issue', 'ISSUEWILD', 'iodef', 'issuemail', 'contactemail'])
    assert.equal(critical(128, tag), false)
})

test('a tag that is not letters and digits is damage', () => {
  assert.equal(isMalformed({ flags: 0, tag: '', value: '' }), true)
  assert.equal(isMalformed({ flags: 0, tag: 'is sue', value: '' }), true)
  assert.equal(isMalformed({ flags: 0, tag: 'Issue1', value: '' }), false)
})
