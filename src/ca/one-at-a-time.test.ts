import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { oneAtATime } from './one-at-a-time.ts'

describe('work that is done one at a time', () => {
  it('runs once for all that come while one waits, and again for what came after it began', async () => {
    const { work, release, runs } = gated()
    const inTurn = oneAtATime(work)
    const first = inTurn('a')
    const later = [inTurn('a'), inTurn('a'), inTurn('a')]
    assert.equal(runs(), 1)
    release()
    await first
    release()
    await Promise.all(later)
    assert.equal(runs(), 2)
    release()
    await inTurn('a')
    assert.equal(runs(), 3)
  })

  it('does not hold up another key', async () => {
    const { work, release } = gated()
    const inTurn = oneAtATime((key) => (key === 'slow' ? work() : Promise.resolve()))
    const slow = inTurn('slow')
    await inTurn('quick')
    release()
    await slow
  })

  it('gives the waiting their own turn when the running one fails', async () => {
    let runs = 0
    const inTurn = oneAtATime(async () => {
      runs++
      await Promise.resolve()
      if (runs === 1) throw new Error('the first fails')
    })
    const outcomes = await Promise.allSettled([inTurn('a'), inTurn('a'), inTurn('a')])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    )
    assert.equal(runs, 2)
  })
})

/** Work that ends when it is let. */
function gated() {
  const gates: (() => void)[] = []
  let permits = 0
  let count = 0
  const work = () => {
    count++
    if (permits > 0) {
      permits--
      return Promise.resolve()
    }
    return new Promise<void>((resolve) => gates.push(resolve))
  }
  const release = () => {
    const gate = gates.shift()
    if (gate === undefined) permits++
    else gate()
  }
  return { work, release, runs: () => count }
}
