import { type AttributeName, attributeTypes } from './attribute-type.ts'
import { oid, printableString, ia5String, seq, seqOf, set, utf8String } from './der.ts'
import { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { decodeString } from './directory-string.ts'
import { tags } from './tags.ts'

/** A distinguished name (RFC 5280 4.1.2.4): relative names in order, each of one or several attributes. */
export interface Name {
  readonly rdns: readonly (readonly Attribute[])[]
  /** The whole Name element as it was read or written: names are compared by these bytes. */
  readonly der: Buffer
}

export interface Attribute {
  /** Dotted OID of the type. */
  readonly type: string
  /** ASN.1 tag of the value. */
  readonly tag: number
  /** Decoded text; for a value that is no string, `#` and the hex of its DER (RFC 4514 2.4). */
  readonly value: string
}

// A subject has at most about fifteen attributes; a thousand is somebody trying us.
const maximumAttributes = 100

export function readName(reader: DerReader): Name {
  const start = reader.position
  const names = reader.sequence()
  const rdns: Attribute[][] = []
  let count = 0
  while (!names.atEnd) {
    const attributes = names.setOf()
    const rdn: Attribute[] = []
    do {
      if (++count > maximumAttributes) throw new X509Error('name', 'the name has too many attributes', start)
      rdn.push(readAttribute(attributes))
    } while (!attributes.atEnd)
    rdns.push(rdn)
  }
  return { rdns, der: reader.bytes.subarray(start, reader.position) }
}

export function parseName(der: Buffer): Name {
  const reader = new DerReader(der)
  const name = readName(reader)
  reader.finish()
  return name
}

/** A name of single-valued RDNs in the given order: `createName([['countryName', 'DE'], ['commonName', 'x']])`. */
export function createName(attributes: readonly (readonly [AttributeName, string])[]): Name {
  const der = seqOf(
    attributes.map(([name, value]) => set(seq(oid(attributeTypes[name].oid), writeString(name, value)))),
  )
  return {
    der,
    rdns: attributes.map(([name, value]) => [{ type: attributeTypes[name].oid, tag: attributeTypes[name].tag, value }]),
  }
}

/** The first value of an attribute: `attribute(subject, 'commonName')`. */
export function attribute(name: Name, type: AttributeName): string | undefined {
  const { oid: wanted } = attributeTypes[type]
  for (const rdn of name.rdns) for (const { type, value } of rdn) if (type === wanted) return value
  return undefined
}

/** All values of an attribute, in order. */
export function attributes(name: Name, type: AttributeName): string[] {
  const { oid: wanted } = attributeTypes[type]
  return name.rdns.flatMap((rdn) => rdn.filter(({ type }) => type === wanted).map(({ value }) => value))
}

function readAttribute(rdn: DerReader): Attribute {
  const attribute = rdn.sequence()
  const type = attribute.oid()
  const tag = attribute.tag
  const at = attribute.position
  const element = attribute.element()
  const content = new DerReader(element).anyContent()
  attribute.finish()
  return { type, tag, value: decodeString(tag, content, at) ?? `#${element.toString('hex').toUpperCase()}` }
}

function writeString(name: AttributeName, value: string): Buffer {
  const { tag } = attributeTypes[name]
  if (tag === tags.utf8String) return utf8String(value)
  if (!/^[\x20-\x7e]*$/.test(value)) throw new X509Error('name', `${name} must be plain ASCII`)
  return tag === tags.ia5String ? ia5String(value) : printableString(value)
}
