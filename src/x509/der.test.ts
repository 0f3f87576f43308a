import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as der from './der.ts'
import { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { tags } from './tags.ts'
import { refusal } from './testing.ts'

const read = (hex: string) => new DerReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

test('an integer of any size is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 1n << 2100n }),
      (value) => new DerReader(der.integer(value)).unsigned() === value,
    ),
  )
})

test('bytes, texts and lists of every length are read as they were written', () => {
  const bytes = fc.uint8Array({ maxLength: 700 })
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 100 }), (list, text) => {
      const written = der.seq(
        der.seqOf(list.map(der.octetString)),
        der.utf8String(text),
        der.bitString(list[0] ?? Buffer.of(1)),
      )
      const reader = new DerReader(written).sequence()
      const inner = reader.sequence()
      for (const item of list) assert.ok(inner.octetString().equals(item))
      inner.finish()
      assert.equal(reader.content(tags.utf8String).toString(), text)
      assert.deepEqual(Uint8Array.from(reader.bitString()), Uint8Array.from(list[0] ?? [1]))
      reader.finish()
    }),
  )
})

test('flags are read as they were written, in their shortest form', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20)), (bits) => {
      assert.deepEqual(
        new DerReader(der.namedBits(bits)).namedBits(),
        bits.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('random bytes make the reader throw nothing but an X509Error', () => {
  const walk = (reader: DerReader): void => {
    while (!reader.atEnd) {
      if (reader.tag & 0x20) walk(reader.inside(reader.tag))
      else if (reader.tag === tags.oid) reader.oid()
      else if (reader.tag === tags.integer) reader.integerBytes()
      else if (reader.tag === tags.bitString) reader.namedBits()
      else if (reader.tag === tags.utcTime || reader.tag === tags.generalizedTime) reader.time()
      else reader.element()
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        walk(new DerReader(Buffer.from(bytes)))
      } catch (error) {
        assert.ok(error instanceof X509Error)
      }
    }),
    { numRuns: 2000 },
  )
})

test('lengths must be definite, minimal and within the data', () => {
  for (const hex of [
    '30 80 00 00',
    '04 81 05 0102030405',
    '04 82 0001 01',
    '04 85 0000000001 01',
    '04 03 0102',
    '04',
    '04 82 01',
  ]) {
    assert.throws(() => read(hex).element(), refusal('der'), hex)
  }
})

test('integers must be minimal, and those of ours not negative', () => {
  assert.throws(() => read('02 00').unsigned(), refusal('der'))
  assert.throws(() => read('02 02 0001').unsigned(), refusal('der'))
  assert.throws(() => read('02 02 ff80').unsigned(), refusal('der'))
  assert.throws(() => read('02 01 80').unsigned(), refusal('der', /negative/))
  assert.throws(() => read('02 05 0100000000').small(), refusal('der', /range/))
  assert.equal(read('02 02 0080').unsigned(), 128n)
})

test('a boolean is 00 or FF, a NULL is empty, a BIT STRING has whole octets', () => {
  assert.throws(() => read('01 01 01').boolean(), refusal('der'))
  assert.throws(() => read('01 02 ffff').boolean(), refusal('der'))
  assert.throws(() => read('05 01 00').null(), refusal('der'))
  assert.throws(() => read('03 02 01 80').bitString(), refusal('der'))
  assert.throws(() => read('03 00').bitString(), refusal('der'))
})

test('flags with trailing zero bits or used padding are refused', () => {
  for (const hex of ['03 02 07 00', '03 02 00 80', '03 02 06 c1', '03 01 01', '03 03 00 8000', '03 02 08 80']) {
    assert.throws(() => read(hex).namedBits(), refusal('der'), hex)
  }
  assert.deepEqual(read('03 01 00').namedBits(), [])
})

test('malformed object identifiers are refused', () => {
  for (const hex of ['06 00', '06 02 2a 80', '06 02 80 01', '06 09 2a ffffffffffffff7f']) {
    assert.throws(() => read(hex).oid(), refusal('der'), hex)
  }
  assert.equal(read('06 03 88 37 03').oid(), '2.999.3')
})

test('trailing bytes and too deep nesting are refused', () => {
  const reader = read('0500 00')
  reader.null()
  assert.throws(() => reader.finish(), refusal('trailingData'))
  let nested = der.nullValue()
  for (let depth = 0; depth < 60; depth++) nested = der.seq(nested)
  const descend = (inner: DerReader): void => (inner.tag === tags.sequence ? descend(inner.sequence()) : inner.null())
  assert.throws(() => descend(new DerReader(nested)), refusal('der', /deep/))
})

test('the members of a SET OF stand in the order of their encodings', () => {
  assert.equal(der.set(der.integer(3), der.integer(1)).toString('hex'), '3106020101020103')
})

test('large elements get lengths of two, three and four octets', () => {
  for (const length of [127, 128, 255, 256, 65_535, 65_536, 16_777_216]) {
    const reader = new DerReader(der.octetString(Buffer.alloc(length)))
    assert.equal(reader.octetString().length, length)
    reader.finish()
  }
})
