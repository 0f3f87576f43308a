import { randomBytesOf } from '../core/index.ts'

/** From 0 up to, not including, 1: so that what failed together does not try again together. */
export function jitter(): number {
  return randomBytesOf(4).readUInt32BE() / 2 ** 32
}
