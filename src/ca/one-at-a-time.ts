/**
 * For work that takes in everything that happened before it began: of calls with the same key one runs and one waits, and
 * all that come while one waits share it.
 */
export function oneAtATime(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const lanes = new Map<string, Lane>()

  function start(key: string): Promise<void> {
    const lane: Lane = { running: work(key), waiting: undefined }
    lanes.set(key, lane)
    const end = () => {
      if (lane.waiting === undefined) lanes.delete(key)
    }
    lane.running.then(end, end)
    return lane.running
  }

  return (key) => {
    const lane = lanes.get(key)
    if (lane === undefined) return start(key)
    // Whatever became of the first, the second has its own turn.
    lane.waiting ??= lane.running.then(
      () => start(key),
      () => start(key),
    )
    return lane.waiting
  }
}

interface Lane {
  readonly running: Promise<void>
  waiting: Promise<void> | undefined
}
