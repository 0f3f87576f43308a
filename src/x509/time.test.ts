import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as der from './der.ts'
import { DerReader } from './der-reader.ts'
import { refusal } from './testing.ts'

const read = (tag: number, text: string) =>
  new DerReader(Buffer.concat([Buffer.of(tag, text.length), Buffer.from(text)])).time()

test('a time is written as Date has it and read back to the second', () => {
  const min = Date.UTC(1950, 0, 1)
  fc.assert(
    fc.property(fc.integer({ min, max: Date.UTC(9999, 11, 31) }), (epochMs) => {
      const written = der.time(epochMs)
      const seconds = Math.floor(epochMs / 1000) * 1000
      const iso = new Date(seconds).toISOString().replace(/[-:T]|\.000/g, '')
      assert.equal(written.subarray(2).toString(), iso < '2050' ? iso.slice(2) : iso)
      assert.equal(new DerReader(written).time(), seconds)
    }),
  )
})

test('UTCTime ends with 2049', () => {
  assert.equal(
    der
      .time(Date.UTC(2049, 11, 31, 23, 59, 59))
      .subarray(2)
      .toString(),
    '491231235959Z',
  )
  assert.equal(
    der
      .time(Date.UTC(2050, 0, 1))
      .subarray(2)
      .toString(),
    '20500101000000Z',
  )
  assert.equal(read(0x17, '500101000000Z'), Date.UTC(1950, 0, 1))
})

test('dates that do not exist and other forms of time are refused', () => {
  for (const text of [
    '260230000000Z',
    '261301000000Z',
    '260101240000Z',
    '260101006000Z',
    '260101000060Z',
    '2601010000Z',
    '260101000000+0100',
    '26010100000xZ',
  ]) {
    assert.throws(() => read(0x17, text), refusal('time'), text)
  }
  assert.throws(() => read(0x18, '20260101000000.5Z'), refusal('time'))
  assert.equal(read(0x17, '240229120000Z'), Date.UTC(2024, 1, 29, 12))
})
