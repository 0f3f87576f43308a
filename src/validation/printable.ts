/**
 * Text from strangers as it may stand in a problem, a page or a log line: without control characters (terminals, line
 * forging) and without the invisible or reordering ones of Unicode, on one line, and shortened.
 */
export function printable(text: string, limit = 100): string {
  const clean = text
    .slice(0, limit * 8)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  if (clean.length <= limit && text.length <= limit * 8) return clean
  return `${clean.slice(0, limit).replace(/\p{Cs}$/u, '')}…`
}

/** Up to `count` things in quotes, and how many more there were. */
export function printableList(texts: readonly string[], count = 5): string {
  const shown = texts.slice(0, count).map((text) => `"${printable(text)}"`)
  const rest = texts.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
