import type { Clock, Instant } from '../../src/core/index.ts'

/** Time that moves only when a test says so. */
export interface FakeClock extends Clock {
  set(instant: Instant): void
  advance(milliseconds: number): void
}

export function fakeClock(start: Instant = Date.parse('2026-11-23T12:00:00Z')): FakeClock {
  let now = start
  return {
    now: () => now,
    set: (instant) => {
      now = instant
    },
    advance: (milliseconds) => {
      now += milliseconds
    },
  }
}
