import { encodeOid } from './oid-encoding.ts'
import { contextConstructedTag, contextPrimitiveTag, tags } from './tags.ts'
import { formatTime } from './time.ts'

/**
 * The DER writer (X.690 8 and 10): each function returns one finished element. Lengths are known before bytes are
 * copied, so an element is allocated once.
 */

export const seq = (...parts: readonly Uint8Array[]): Buffer => element(tags.sequence, parts)

/** Like `seq`, for a list of any length: spreading 100,000 parts as arguments overflows the stack. */
export const seqOf = (parts: readonly Uint8Array[]): Buffer => element(tags.sequence, parts)

/** SET OF: DER wants its members in the order of their encodings (X.690 11.6). */
export const set = (...parts: readonly Uint8Array[]): Buffer =>
  element(tags.set, parts.length < 2 ? parts : parts.toSorted((a, b) => Buffer.compare(a, b)))

/** A non-negative INTEGER, from a number or from big-endian bytes (leading zeros are cut, a sign octet added). */
export function integer(value: bigint | number | Uint8Array): Buffer {
  return primitive(tags.integer, magnitude(value))
}

export const enumerated = (value: number): Buffer => primitive(tags.enumerated, Buffer.of(value))

export const boolean = (value: boolean): Buffer => Buffer.of(tags.boolean, 1, value ? 0xff : 0)

export const nullValue = (): Buffer => Buffer.of(tags.null, 0)

export const octetString = (content: Uint8Array): Buffer => primitive(tags.octetString, content)

/** BIT STRING of whole octets, or with the given number of unused bits in the last one. */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return element(tags.bitString, [Buffer.of(unusedBits), content])
}

/** Named bits (KeyUsage, ReasonFlags): trailing zero bits are left out (X.690 11.2.2). Bit 0 is the leftmost. */
export function namedBits(bits: readonly number[]): Buffer {
  if (bits.length === 0) return bitString(Buffer.alloc(0))
  const last = Math.max(...bits)
  const content = Buffer.alloc((last >> 3) + 1)
  for (const bit of bits) content[bit >> 3] = (content[bit >> 3] as number) | (0x80 >> (bit & 7))
  return bitString(content, 7 - (last & 7))
}

const oidCache = new Map<string, Buffer>()

/** Only our own code and configuration name OIDs to write, so the cache stays small. */
export function oid(dotted: string): Buffer {
  const cached = oidCache.get(dotted)
  if (cached !== undefined) return cached
  const encoded = primitive(tags.oid, encodeOid(dotted))
  oidCache.set(dotted, encoded)
  return encoded
}

export const utf8String = (text: string): Buffer => string(tags.utf8String, text, 'utf8')
export const printableString = (text: string): Buffer => string(tags.printableString, text, 'latin1')
export const ia5String = (text: string): Buffer => string(tags.ia5String, text, 'latin1')

/** RFC 5280 4.1.2.5: UTCTime until 2049, then GeneralizedTime. */
export function time(epochMs: number): Buffer {
  const { tag, text } = formatTime(epochMs)
  return string(tag, text, 'latin1')
}

/** `[n]` with elements inside: EXPLICIT, or IMPLICIT over a SEQUENCE or SET. */
export const contextConstructed = (n: number, ...parts: readonly Uint8Array[]): Buffer =>
  element(contextConstructedTag(n), parts)

export const contextPrimitive = (n: number, content: Uint8Array): Buffer => primitive(contextPrimitiveTag(n), content)

/** `[n] IMPLICIT IA5String`, as in GeneralName. */
export const contextString = (n: number, text: string): Buffer => string(contextPrimitiveTag(n), text, 'latin1')

/** Writes a tag and a length at `at` and returns the next position. For callers that fill a large buffer in one loop. */
export function writeHeader(target: Buffer, at: number, tag: number, length: number): number {
  target[at++] = tag
  if (length < 0x80) {
    target[at++] = length
    return at
  }
  const count = headerSize(length) - 2
  target[at++] = 0x80 | count
  for (let shift = count - 1; shift >= 0; shift--) target[at++] = (length >>> (shift * 8)) & 0xff
  return at
}

export function headerSize(length: number): number {
  if (length < 0x80) return 2
  if (length < 0x100) return 3
  if (length < 0x1_0000) return 4
  return length < 0x100_0000 ? 5 : 6
}

function element(tag: number, parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  const target = Buffer.allocUnsafe(headerSize(length) + length)
  let at = writeHeader(target, 0, tag, length)
  for (const part of parts) {
    target.set(part, at)
    at += part.length
  }
  return target
}

function primitive(tag: number, content: Uint8Array): Buffer {
  const target = Buffer.allocUnsafe(headerSize(content.length) + content.length)
  target.set(content, writeHeader(target, 0, tag, content.length))
  return target
}

function string(tag: number, text: string, encoding: 'utf8' | 'latin1'): Buffer {
  const length = encoding === 'latin1' ? text.length : Buffer.byteLength(text)
  const target = Buffer.allocUnsafe(headerSize(length) + length)
  target.write(text, writeHeader(target, 0, tag, length), encoding)
  return target
}

function magnitude(value: bigint | number | Uint8Array): Uint8Array {
  let bytes: Uint8Array
  if (typeof value === 'object') {
    bytes = value
  } else {
    if (value < 0) throw new RangeError('only non-negative integers are written')
    const hex = value.toString(16)
    bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  }
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const trimmed = bytes.subarray(start)
  if (trimmed.length === 0) return Buffer.of(0)
  return (trimmed[0] as number) >= 0x80 ? Buffer.concat([Buffer.of(0), trimmed]) : trimmed
}
