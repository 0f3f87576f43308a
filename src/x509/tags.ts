/** The ASN.1 tags that X.509 uses, as the octet on the wire (X.690 8.1.2). */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** `[n]`: a context tag whose content is its own value. */
export const contextPrimitiveTag = (n: number): number => 0x80 | n

/** `[n]`: a context tag that contains elements. */
export const contextConstructedTag = (n: number): number => 0xa0 | n

/** For messages: "SEQUENCE", "[0]", "tag 0x0d". */
export function tagName(tag: number): string {
  if ((tag & 0xc0) === 0x80) return `[${tag & 0x1f}]`
  return names.get(tag) ?? `tag 0x${tag.toString(16).padStart(2, '0')}`
}

const names = new Map<number, string>([
  [tags.boolean, 'BOOLEAN'],
  [tags.integer, 'INTEGER'],
  [tags.bitString, 'BIT STRING'],
  [tags.octetString, 'OCTET STRING'],
  [tags.null, 'NULL'],
  [tags.oid, 'OBJECT IDENTIFIER'],
  [tags.enumerated, 'ENUMERATED'],
  [tags.utf8String, 'UTF8String'],
  [tags.printableString, 'PrintableString'],
  [tags.ia5String, 'IA5String'],
  [tags.utcTime, 'UTCTime'],
  [tags.generalizedTime, 'GeneralizedTime'],
  [tags.sequence, 'SEQUENCE'],
  [tags.set, 'SET'],
])
