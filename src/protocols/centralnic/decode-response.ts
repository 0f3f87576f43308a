import { ProtocolError } from './protocol-error.ts'

export interface DecodedResponse {
  readonly code: number
  readonly description: string
  /** Seconds; null where not printed. */
  readonly runtime: number | null
  readonly queuetime: number | null
  /** Names in lower case with single blanks, values in the order of their appearance. */
  readonly properties: ReadonlyMap<string, readonly string[]>
}

const PROPERTY = /^property\[([^\]]*)\](?:\[\d*\])?$/i

/**
 * Reads an answer as tolerantly as the SDKs do (reference 1.5): any line ends, keys in any case, lines without `=`
 * passed over, a value after the first `=`; the printed index is ignored, as NODE, PHP and PY ignore it.
 * Throws ProtocolError 'malformed' without a code: an HTML page, an empty body, a cut answer.
 */
export function decodeResponse(text: string): DecodedResponse {
  const heads = new Map<string, string>()
  const properties = new Map<string, string[]>()
  for (const line of text.split(/\r\n|[\r\n]/)) {
    const equals = line.indexOf('=')
    if (equals <= 0) continue
    const key = line.slice(0, equals).trim()
    const value = line.slice(equals + 1).trim()
    const name = PROPERTY.exec(key)?.[1]
    if (name === undefined) heads.set(key.toLowerCase(), value)
    else append(properties, name.trim().replace(/\s+/g, ' ').toLowerCase(), value)
  }
  const code = heads.get('code') ?? ''
  if (!/^\d{3}$/.test(code)) throw new ProtocolError('malformed', 'the answer has no return code', 'CODE')
  return {
    code: Number(code),
    description: heads.get('description') ?? '',
    runtime: seconds(heads.get('runtime')),
    queuetime: seconds(heads.get('queuetime')),
    properties,
  }
}

/** The first value of a property, as most properties have one only. */
export function firstValue(response: DecodedResponse, name: string): string | undefined {
  return response.properties.get(name)?.[0]
}

function append(properties: Map<string, string[]>, name: string, value: string): void {
  const values = properties.get(name)
  if (values === undefined) properties.set(name, [value])
  else values.push(value)
}

function seconds(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '')
  return Number.isNaN(value) ? null : value
}
