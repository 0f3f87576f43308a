import { isUtf8 } from 'node:buffer'
import { X509Error } from './error.ts'
import { tags } from './tags.ts'

/** Text of an ASN.1 string; undefined if the tag is no string type. Throws `name` for bytes that are not of the type. */
export function decodeString(tag: number, content: Buffer, offset: number): string | undefined {
  switch (tag) {
    case tags.utf8String:
      if (!isUtf8(content)) throw new X509Error('name', 'a UTF8String is not valid UTF-8', offset)
      return content.toString('utf8')
    // T.61 is read as Latin-1, as OpenSSL does. The narrow types are too: clients put "*" and "@" into
    // PrintableStrings, and what a subject may contain is for the policy to say, not for the decoder.
    case tags.printableString:
    case tags.ia5String:
    case tags.numericString:
    case tags.visibleString:
    case tags.t61String:
      return content.toString('latin1')
    case tags.bmpString:
      return decodeWide(content, 2, offset)
    case tags.universalString:
      return decodeWide(content, 4, offset)
    default:
      return undefined
  }
}

export const isStringTag = (tag: number): boolean => stringTags.has(tag)

const stringTags = new Set<number>([
  tags.utf8String,
  tags.printableString,
  tags.ia5String,
  tags.numericString,
  tags.visibleString,
  tags.t61String,
  tags.bmpString,
  tags.universalString,
])

function decodeWide(content: Buffer, width: 2 | 4, offset: number): string {
  let text = ''
  if (content.length % width !== 0) throw new X509Error('name', 'a wide string is cut', offset)
  for (let at = 0; at < content.length; at += width) {
    const code = width === 2 ? content.readUInt16BE(at) : content.readUInt32BE(at)
    // BMPString has no surrogates (it is UCS-2), and beyond U+10FFFF there is nothing.
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10_ffff) {
      throw new X509Error('name', 'a wide string has a character that does not exist', offset)
    }
    text += String.fromCodePoint(code)
  }
  return text
}
