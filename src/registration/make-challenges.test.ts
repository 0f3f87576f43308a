import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day, minute, second } from '../core/index.ts'
import { nextAttemptAt } from './make-challenges.ts'

describe('when a challenge is tried next', () => {
  const end = 30 * day
  const next = (now: number) => nextAttemptAt(0, end, now)

  it('follows the planned times, each tried at its time', () => {
    const times: number[] = []
    for (let at = next(0); at !== undefined && times.length < 26; at = next(at)) times.push(at)
    const seconds = [1, 2, 4, 8, 15, 30].map((offset) => offset * second)
    const minutes = [...Array.from({ length: 15 }, (_, index) => index + 1), 20, 35, 95, 335]
    const planned = [...seconds, ...minutes.map((offset) => offset * minute)]
    assert.deepEqual(times, [...planned, 335 * minute + day])
  })

  it('is not moved by checks in between, nor by a time in which nothing ran', () => {
    assert.equal(next(10.5 * minute), 11 * minute)
    assert.equal(next(10.6 * minute), 11 * minute)
    assert.equal(next(3 * 60 * minute), 335 * minute)
    assert.equal(next(10 * day), 335 * minute + 10 * day)
  })

  it('ends with the challenge', () => {
    assert.equal(next(end - 1), undefined)
  })
})
