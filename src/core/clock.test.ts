import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addYears } from './clock.ts'

const after = (text: string, years: number): string => new Date(addYears(Date.parse(text), years)).toISOString()

test('a year later is the same day and time', () => {
  assert.equal(after('2026-11-23T17:46:27.005Z', 1), '2027-11-23T17:46:27.005Z')
  assert.equal(after('2027-12-31T23:59:59.000Z', 1), '2028-12-31T23:59:59.000Z')
})

test('29 February becomes 28 February where the year has none', () => {
  assert.equal(after('2028-02-29T12:00:00.000Z', 1), '2029-02-28T12:00:00.000Z')
  assert.equal(after('2028-02-29T12:00:00.000Z', 4), '2032-02-29T12:00:00.000Z')
})
