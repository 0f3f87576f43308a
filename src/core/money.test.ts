import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoney, formatMoneyShort, vatOf } from './money.ts'

test('VAT is rounded half away from zero to the minor unit, refunds like charges', () => {
  assert.equal(vatOf(4200, 1600), 672)
  assert.equal(vatOf(9800, 1600), 1568)
  assert.equal(vatOf(50, 100), 1)
  assert.equal(vatOf(49, 100), 0)
  assert.equal(vatOf(-50, 100), -1)
  assert.equal(vatOf(-49, 100), 0)
  assert.equal(vatOf(0, 1600), 0)
})

test('money is printed with two decimals, or as seed 004 does: none where the amount is whole', () => {
  assert.deepEqual([4200, 672, 5, 0, -5, -4200].map(formatMoney), ['42.00', '6.72', '0.05', '0.00', '-0.05', '-42.00'])
  assert.deepEqual([4200, 672, 5, 0, -4200].map(formatMoneyShort), ['42', '6.72', '0.05', '0', '-42'])
})
