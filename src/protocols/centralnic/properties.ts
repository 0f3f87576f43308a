import { unifyLineEnds } from './text.ts'

/** What `encodeResponse` prints between the head and `EOF`. */
export interface PropertySource {
  /** Appends complete lines `property[name][index] = value`, without line ends. */
  appendTo(lines: string[]): void
}

export type PropertyValue = string | number

/**
 * The properties of a single-object answer, printed in the alphabetical order of their names whatever the order they
 * were added in (reference 1.5), each with the dense indices from 0 that JAVA's parser needs.
 */
export class Properties implements PropertySource {
  readonly #values = new Map<string, PropertyValue[]>()

  /** Appends one value or several. An empty array prints nothing, an empty string prints an empty value. */
  add(name: string, value: PropertyValue | readonly PropertyValue[]): this {
    const known = this.#values.get(name)
    if (typeof value === 'object') {
      if (known !== undefined) known.push(...value)
      else if (value.length > 0) this.#values.set(checkedName(name), [...value])
    } else if (known !== undefined) known.push(value)
    else this.#values.set(checkedName(name), [value])
    return this
  }

  /** Multi-line values (csr, cert, intermediate, root, file contents): one line per index, the PEM armour included. */
  addLines(name: string, text: string): this {
    return this.add(name, splitLines(text))
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  appendTo(lines: string[]): void {
    for (const name of [...this.#values.keys()].toSorted()) {
      const values = this.#values.get(name) ?? []
      for (let index = 0; index < values.length; index += 1) lines.push(propertyLine(name, index, values[index] ?? ''))
    }
  }
}

export function propertyLine(name: string, index: number, value: PropertyValue): string {
  return `property[${name}][${index}] = ${typeof value === 'number' ? value : cleanValue(value)}`
}

/** BYTE reads no other characters in names; `#` in the manual means "repeats" and is never printed (reference 7, row 10). */
const NAME = /^[a-z0-9]+(?:[ _-][a-z0-9]+)*$/

/** Names are constants of ours: a wrong one is a programming error, not an error of the protocol. */
export function checkedName(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not a property name: ${JSON.stringify(name)}`)
  return name
}

// Everything some parser takes for a line end (Python's splitlines also knows U+001C, U+0085 and U+2028), every other
// control character, and braces, which four SDKs delete together with what is between them (reference 1.5).
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029{}]/
const FORBIDDEN_ALL = new RegExp(FORBIDDEN.source, 'g')

/**
 * A value as it can stand on a line of an answer. BYTE deletes `EOF` + LF and `[RESPONSE]` + LF wherever they stand, so
 * a value that ends so (one PEM line in 260,000 does) gets a blank behind it, which every parser cuts off.
 */
export function cleanValue(value: string): string {
  const clean = FORBIDDEN.test(value) ? value.replace(FORBIDDEN_ALL, substitute) : value
  const last = clean.charCodeAt(clean.length - 1)
  if (last !== CAPITAL_F && last !== BRACKET) return clean
  return clean.endsWith('EOF') || clean.endsWith('[RESPONSE]') ? `${clean} ` : clean
}

const CAPITAL_F = 0x46
const BRACKET = 0x5d

function substitute(character: string): string {
  return character === '{' ? '(' : character === '}' ? ')' : ' '
}

function splitLines(text: string): string[] {
  const lines = unifyLineEnds(text).split('\n')
  while (lines.at(-1) === '') lines.pop()
  return lines
}
