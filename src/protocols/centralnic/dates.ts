/** Epoch milliseconds → `YYYY-MM-DD HH:MM:SS`, UTC: lists, expiration and validity dates (reference 3.2). */
export function formatDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** The same with `.0`: created, updated and paid-until dates of single-object answers (reference 3.2). */
export function formatDateFraction(ms: number): string {
  return `${formatDate(ms)}.0`
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,6})?)?)?Z?$/

/**
 * MINDATE and MAXDATE: a UTC date, or a date with a time, as printed or in ISO form. A date alone is the start of its
 * day for MINDATE, and its last millisecond for MAXDATE (`end`), so that both bounds include the days they name; a
 * time without a fraction likewise includes its whole minute or second. Undefined: not a date of the calendar.
 */
export function parseDate(text: string, bound: 'start' | 'end' = 'start'): number | undefined {
  const [match, day, minute, second] = DATE.exec(text.trim()) ?? []
  if (match === undefined) return undefined
  const iso = `${day}T${minute ?? '00:00'}:${second ?? '00'}.000Z`
  const ms = Date.parse(iso)
  // Date.parse moves an impossible day (30 February) into the next month: what comes back must be what was given.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== iso) return undefined
  if (bound === 'start') return ms
  return ms + (minute === undefined ? 86_400_000 : second === undefined ? 60_000 : 1000) - 1
}
