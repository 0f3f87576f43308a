import { X509Error } from './error.ts'
import { readOid } from './oid.ts'
import { contextConstructedTag, contextPrimitiveTag, tagName, tags } from './tags.ts'
import { readTime } from './time.ts'

// X.509 nests about ten deep; nothing that a schema reads here goes further.
const maximumDepth = 24

/**
 * A strict DER cursor: definite and minimal lengths, minimal integers, no bytes left over. It moves over one level;
 * `sequence()` and the like return a cursor over the content. Every refusal is an X509Error with its offset.
 */
export class DerReader {
  readonly bytes: Buffer
  readonly end: number
  position: number
  private readonly depth: number

  constructor(bytes: Buffer, start = 0, end = bytes.length, depth = 0) {
    if (depth > maximumDepth) throw new X509Error('der', 'the structure is nested too deep', start)
    this.bytes = bytes
    this.position = start
    this.end = end
    this.depth = depth
  }

  get atEnd(): boolean {
    return this.position >= this.end
  }

  /** The tag of the next element; 0 at the end (0 is no tag that X.509 uses). */
  get tag(): number {
    return this.position < this.end ? (this.bytes[this.position] as number) : 0
  }

  /** Refuses anything after what was read. */
  finish(): void {
    if (this.position < this.end) {
      throw new X509Error('trailingData', `${this.end - this.position} unexpected bytes follow`, this.position)
    }
  }

  sequence(): DerReader {
    return this.inside(tags.sequence)
  }

  setOf(): DerReader {
    return this.inside(tags.set)
  }

  /** A cursor over the content of the next element, which must have this tag. */
  inside(tag: number): DerReader {
    const start = this.enter(tag)
    return new DerReader(this.bytes, start, this.position, this.depth + 1)
  }

  /** `[n]` with elements inside, if it is there. */
  optionalContext(n: number): DerReader | undefined {
    return this.tag === contextConstructedTag(n) ? this.inside(contextConstructedTag(n)) : undefined
  }

  /** `[n] IMPLICIT` with a primitive content, if it is there. */
  optionalContextPrimitive(n: number): Buffer | undefined {
    return this.tag === contextPrimitiveTag(n) ? this.content(contextPrimitiveTag(n)) : undefined
  }

  /** Content octets of the next element, which must have this tag. */
  content(tag: number): Buffer {
    const start = this.enter(tag)
    return this.bytes.subarray(start, this.position)
  }

  /** Content octets of the next element, whatever its tag. */
  anyContent(): Buffer {
    return this.content(this.anyTag())
  }

  /** The whole next element: tag, length and content. */
  element(): Buffer {
    const start = this.position
    this.enter(this.anyTag())
    return this.bytes.subarray(start, this.position)
  }

  /** INTEGER content in its minimal two's complement form. */
  integerBytes(tag: number = tags.integer): Buffer {
    const at = this.position
    const bytes = this.content(tag)
    const first = bytes[0]
    if (first === undefined) throw new X509Error('der', `an ${tagName(tag)} is empty`, at)
    const second = bytes[1]
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw new X509Error('der', `an ${tagName(tag)} has superfluous leading octets`, at)
    }
    return bytes
  }

  /** A non-negative INTEGER of any size. */
  unsigned(): bigint {
    const at = this.position
    const bytes = this.integerBytes()
    if ((bytes[0] as number) >= 0x80) throw new X509Error('der', 'an INTEGER is negative', at)
    return BigInt(`0x${bytes.toString('hex')}`)
  }

  /** A non-negative INTEGER or ENUMERATED below 2^31. */
  small(tag: number = tags.integer): number {
    const at = this.position
    const bytes = this.integerBytes(tag)
    if (bytes.length > 4 || (bytes[0] as number) >= 0x80) {
      throw new X509Error('der', `an ${tagName(tag)} is out of range`, at)
    }
    let value = 0
    for (const byte of bytes) value = value * 256 + byte
    return value
  }

  boolean(): boolean {
    const at = this.position
    const start = this.enter(tags.boolean)
    const value = this.bytes[start]
    if (this.position !== start + 1 || (value !== 0 && value !== 0xff)) {
      throw new X509Error('der', 'a BOOLEAN is neither 00 nor FF', at)
    }
    return value === 0xff
  }

  null(): void {
    const start = this.enter(tags.null)
    if (this.position !== start) throw new X509Error('der', 'a NULL has content', start)
  }

  /** Dotted form. */
  oid(): string {
    const at = this.position
    const dotted = readOid(this.content(tags.oid))
    if (dotted === undefined) throw new X509Error('der', 'an OBJECT IDENTIFIER is malformed', at)
    return dotted
  }

  octetString(): Buffer {
    return this.content(tags.octetString)
  }

  /** A BIT STRING of whole octets (keys and signatures). */
  bitString(): Buffer {
    const start = this.enter(tags.bitString)
    if (start === this.position || this.bytes[start] !== 0) {
      throw new X509Error('der', 'a BIT STRING is not made of whole octets', start)
    }
    return this.bytes.subarray(start + 1, this.position)
  }

  /** Numbers of the bits that are set, bit 0 first; unused bits must be zero, trailing zero bits absent (X.690 11.2). */
  namedBits(): number[] {
    const start = this.enter(tags.bitString)
    const unused = this.bytes[start]
    const length = this.position - start - 1
    const last = length > 0 ? (this.bytes[this.position - 1] as number) : 0
    const minimal = length === 0 ? unused === 0 : unused !== undefined && unused < 8 && ((last >> unused) & 1) === 1
    if (length < 0 || !minimal || (last & ((1 << (unused as number)) - 1)) !== 0) {
      throw new X509Error('der', 'a BIT STRING of flags is not in its shortest form', start)
    }
    const bits: number[] = []
    for (let bit = 0; bit < length * 8; bit++) {
      if ((this.bytes[start + 1 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) bits.push(bit)
    }
    return bits
  }

  /** UTCTime or GeneralizedTime in the form of RFC 5280 4.1.2.5, as epoch milliseconds. */
  time(): number {
    const at = this.position
    const tag = this.tag
    if (tag !== tags.utcTime && tag !== tags.generalizedTime) {
      throw new X509Error('time', 'a UTCTime or GeneralizedTime is expected', at)
    }
    const start = this.enter(tag)
    const epochMs = readTime(this.bytes, start, this.position, tag)
    if (epochMs === undefined) throw new X509Error('time', 'a time is not of the form (YY)YYMMDDHHMMSSZ', at)
    return epochMs
  }

  private anyTag(): number {
    const tag = this.tag
    if ((tag & 0x1f) === 0x1f || tag === 0) {
      throw new X509Error('der', this.atEnd ? 'the data ends too early' : 'an unknown form of tag', this.position)
    }
    return tag
  }

  /** Steps over the next element, which must have this tag, and returns where its content starts. */
  private enter(tag: number): number {
    const { bytes, end } = this
    const begin = this.position
    if (begin >= end) throw new X509Error('der', `${tagName(tag)} expected, but the data ends`, begin)
    if (bytes[begin] !== tag) {
      const found = tagName(bytes[begin] as number)
      throw new X509Error('der', `${tagName(tag)} expected at offset ${begin}, found ${found}`, begin)
    }
    let at = begin + 2
    let length = begin + 1 < end ? (bytes[begin + 1] as number) : -1
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4) throw new X509Error('der', 'a length is indefinite or too large', begin)
      if (at + count > end) throw new X509Error('der', 'the data ends within a length', begin)
      length = 0
      for (let left = count; left > 0; left--) length = length * 256 + (bytes[at++] as number)
      if (length < 0x80 || length < 2 ** (8 * (count - 1))) {
        throw new X509Error('der', 'a length is not in its shortest form', begin)
      }
    }
    if (length < 0 || at + length > end) throw new X509Error('der', 'the data ends too early', begin)
    this.position = at + length
    return at
  }
}
