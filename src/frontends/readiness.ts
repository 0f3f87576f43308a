/** Whether requests should be sent here: set by app.ts, asked by /readyz. */
export interface Readiness {
  readonly state: ReadinessState
  set(state: ReadinessState): void
}

export type ReadinessState = 'starting' | 'ready' | 'stopping'

export function createReadiness(): Readiness {
  let state: ReadinessState = 'starting'
  return {
    get state() {
      return state
    },
    set(next) {
      // Whoever is stopping does not become ready again, whatever finishes late.
      if (state !== 'stopping') state = next
    },
  }
}
