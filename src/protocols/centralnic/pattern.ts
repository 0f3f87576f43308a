/** A search pattern: `*` stands for any text, everything else for itself, in any case (reference 3.2). */
export interface Pattern {
  matches(value: string): boolean
  /**
   * For SQL: `column LIKE like ESCAPE '\'` on SQLite, whose LIKE ignores the case of ASCII letters by itself, `ILIKE` on
   * PostgreSQL. In the case it was given.
   */
  readonly like: string
  /** No `*` in it: the whole value is given, and is `prefix`. */
  readonly exact: boolean
  /** The text before the first `*`, for a search by index; absent where the pattern begins with `*`. */
  readonly prefix?: string
}

export function compilePattern(text: string): Pattern {
  const parts = text.replace(/\*+/g, '*').split('*')
  const [prefix = ''] = parts
  const folded = parts.map((part) => part.toLowerCase())
  return {
    matches: (value) => matchParts(folded, value.toLowerCase()),
    like: parts.map((part) => part.replace(/[\\%_]/g, '\\$&')).join('%'),
    exact: parts.length === 1,
    ...(prefix === '' ? {} : { prefix }),
  }
}

/**
 * First part at the start, last part at the end, the others from left to right in between, each as early as possible:
 * linear, where a regular expression with many `.*` would try every division.
 */
function matchParts(parts: readonly string[], value: string): boolean {
  const head = parts[0] ?? ''
  if (parts.length === 1) return value === head
  const tail = parts.at(-1) ?? ''
  const end = value.length - tail.length
  let position = head.length
  if (position > end || !value.startsWith(head) || !value.endsWith(tail)) return false
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, position)
    if (found === -1 || found + part.length > end) return false
    position = found + part.length
  }
  return true
}
