import { rewrapPem } from './pem.ts'
import { ProtocolError } from './protocol-error.ts'
import { unifyLineEnds } from './text.ts'

/** One parameter that a command accepts: a row of the command's table, from which its syntax is documented too. */
export interface ParameterSpec {
  /** In any case, without index: `csr`. */
  readonly name: string
  /** The highest index where the parameter is a family: 256 for the manual's `csr0..256`. Absent: the name stands alone. */
  readonly indexed?: number
}

export interface IndexedValue {
  readonly index: number
  readonly value: string
}

/**
 * The parameters of one command, names in any case. What was sent empty (`KEY=`, the manual's `<NULL>`) is not here.
 * A name that ends in a number (`CSR12`, without leading zeros) belongs to the family before it (`CSR`), and the bare
 * name is the same as index 0 (reference 1.2, rows 5 and 6).
 */
export class CommandParameters {
  readonly #values = new Map<string, string>()
  readonly #families = new Map<string, Map<number, string>>()

  /** Throws ProtocolError 'duplicate' when a name, or a name and its index 0, comes twice with different values. */
  constructor(entries: Iterable<readonly [name: string, value: string]> = []) {
    for (const [name, value] of entries) if (value !== '') this.#add(name.toUpperCase(), value)
  }

  /** The value of a parameter that is given once: the bare name or its index 0. */
  text(name: string): string | undefined {
    return this.#families.get(name.toUpperCase())?.get(0)
  }

  has(name: string): boolean {
    return this.#families.has(name.toUpperCase())
  }

  /**
   * A family in the order of its indices, which may have gaps: `dcvemail3` belongs to `domain3` whatever else is given.
   * Throws ProtocolError 'malformed' for an index above `max`; `unknownNames` finds those first.
   */
  entries(name: string, max = Number.MAX_SAFE_INTEGER): IndexedValue[] {
    const family = this.#families.get(name.toUpperCase())
    if (family === undefined) return []
    const found = Array.from(family, ([index, value]) => ({ index, value })).toSorted((a, b) => a.index - b.index)
    const last = found.at(-1)
    if (last !== undefined && last.index > max) {
      const field = `${name.toUpperCase()}${last.index}`
      throw new ProtocolError('malformed', `${field} is beyond the highest index, ${max}`, field)
    }
    return found
  }

  /** The values of a family in the order of their indices. */
  list(name: string, max?: number): string[] {
    return this.entries(name, max).map((entry) => entry.value)
  }

  /** A text sent line by line (`csr0..256`) or as one value, its lines joined by LF. */
  multiline(name: string, max?: number): string | undefined {
    const lines = this.list(name, max)
    return lines.length === 0 ? undefined : unifyLineEnds(lines.join('\n'))
  }

  /** Like `multiline`, with the line ends put back that the SDKs delete inside a value (reference 1.2, row 6). */
  pem(name: string, max?: number): string | undefined {
    const text = this.multiline(name, max)
    return text === undefined ? undefined : rewrapPem(text)
  }

  /** All given names in upper case, with their indices, in the order they came. */
  names(): string[] {
    return [...this.#values.keys()]
  }

  /** The same text for the same parameters, whatever their order and layout: to know a repetition by. */
  canonicalText(): string {
    return [...this.#values]
      .map(([name, value]) => `${name}=${value}`)
      .toSorted()
      .join('\n')
  }

  /** The given names that a command does not accept, for `503 Invalid attribute name; LAST`. */
  unknownNames(allowed: readonly ParameterSpec[]): string[] {
    const table = tableOf(allowed)
    return this.names().filter((given) => {
      if (table.has(given)) return false
      const [family, index] = splitName(given)
      return index > (table.get(family) ?? -1)
    })
  }

  #add(name: string, value: string): void {
    const [base, index] = splitName(name)
    const family = this.#families.get(base)
    const known = family?.get(index)
    if (known !== undefined && known !== value) {
      throw new ProtocolError('duplicate', `${name} is given twice with different values`, name)
    }
    if (family === undefined) this.#families.set(base, new Map([[index, value]]))
    else family.set(index, value)
    this.#values.set(name, value)
  }
}

/** `CSR12` → `CSR`, 12. `CSR`, `CSR012` and `123` are names of their own, at index 0. */
function splitName(name: string): [family: string, index: number] {
  let start = name.length
  while (start > 0 && isDigit(name.charCodeAt(start - 1))) start -= 1
  const digits = name.length - start
  if (digits === 0 || digits > 4 || start === 0) return [name, 0]
  if (digits > 1 && name.charAt(start) === '0') return [name, 0]
  return [name.slice(0, start), Number(name.slice(start))]
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Name → highest index, -1 where the parameter has none. Tables are constants, so each is built once. */
const tables = new WeakMap<readonly ParameterSpec[], Map<string, number>>()

function tableOf(allowed: readonly ParameterSpec[]): Map<string, number> {
  const known = tables.get(allowed)
  if (known !== undefined) return known
  const table = new Map(allowed.map((spec) => [spec.name.toUpperCase(), spec.indexed ?? -1]))
  tables.set(allowed, table)
  return table
}
