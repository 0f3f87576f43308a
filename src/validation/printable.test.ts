import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printable, printableList } from './printable.ts'

test('controls, escapes and reordering characters become blanks, and blanks one blank', () => {
  assert.equal(printable(' a\r\n\tb\u0000\u001b[31m c\u202ed\u200be\u2028f '), 'a b [31m c d e f')
})

test('text is shortened with an ellipsis, and never in the middle of a character', () => {
  assert.equal(printable('x'.repeat(101)), `${'x'.repeat(100)}…`)
  assert.equal(printable('abcdef', 3), 'abc…')
  assert.equal(printable('ab😀', 3), 'ab…')
  assert.equal(printable(`x${' '.repeat(2_000)}`, 10), 'x…')
})

test('whatever comes in, what goes out is short and on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const shown = printable(text)
      assert.ok(shown.length <= 101)
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})

test('a long list says how many it leaves out', () => {
  assert.equal(printableList(['a', 'b', 'c'], 2), '"a", "b" and 1 more')
})
