/** Epoch milliseconds, UTC. */
export type Instant = number

/** Where time comes from: injected everywhere, so that tests move it and rules never read the machine. */
export interface Clock {
  now(): Instant
}

export const systemClock: Clock = { now: () => Date.now() }

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
/** A day is 86,400 seconds (Baseline Requirements 1.6.1). */
export const day = 24 * hour

/** The same day and time some years later; 29 February becomes 28 February where the year has none. */
export function addYears(instant: Instant, years: number): Instant {
  const date = new Date(instant)
  const month = date.getUTCMonth()
  date.setUTCFullYear(date.getUTCFullYear() + years)
  if (date.getUTCMonth() !== month) date.setUTCDate(0)
  return date.getTime()
}
