import { attributeShortName } from './attribute-type.ts'
import { isStringTag } from './directory-string.ts'
import type { Attribute, Name } from './name.ts'

/**
 * The one-line form of OpenSSL, which providers print in their answers: `C = US, O = "DigiCert, Inc.", CN = x`.
 * It is `-nameopt oneline,utf8,-esc_msb`: RFC 2253 escapes with quotes instead of backslashes, UTF-8 left alone.
 */
export function formatName(name: Name): string {
  return name.rdns
    .map((rdn) => rdn.map((attribute) => `${attributeShortName(attribute.type)} = ${print(attribute)}`).join(' + '))
    .join(', ')
}

/** A value that is no string stands as #hex of its DER and is never quoted; a text that starts with # is. */
const print = ({ tag, value }: Attribute): string => (isStringTag(tag) ? quote(value) : value)

function quote(value: string): string {
  let text = ''
  for (const character of value) {
    if (character === '"' || character === '\\') text += `\\${character}`
    else if (character < ' ' || character === '\x7f') text += `\\${hex(character)}`
    else text += character
  }
  return /[,+<>;]|^[ #]| $/.test(value) ? `"${text}"` : text
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
