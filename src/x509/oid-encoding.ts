/** Content octets (no tag, no length) of a dotted object identifier, X.690 8.19. The text is ours, so bad text is a bug. */
export function encodeOid(dotted: string): Buffer {
  const arcs = dotted.split('.').map(Number)
  const [first, second, ...rest] = arcs
  if (first === undefined || second === undefined || first > 2 || arcs.some((arc) => !Number.isSafeInteger(arc))) {
    throw new TypeError(`not an object identifier: ${dotted}`)
  }
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) bytes.push(...base128(arc))
  return Buffer.from(bytes)
}

/** Dotted form; undefined when the octets are empty, cut, not minimal or absurdly large. */
export function decodeOid(content: Buffer): string | undefined {
  if (content.length === 0 || content.length > 64) return undefined
  const arcs: number[] = []
  let value = 0
  let started = false
  for (const byte of content) {
    if (!started && byte === 0x80) return undefined
    started = true
    value = value * 128 + (byte & 0x7f)
    if (value > Number.MAX_SAFE_INTEGER) return undefined
    if (byte & 0x80) continue
    if (arcs.length === 0) arcs.push(...firstTwo(value))
    else arcs.push(value)
    value = 0
    started = false
  }
  return started ? undefined : arcs.join('.')
}

function firstTwo(value: number): [number, number] {
  if (value < 40) return [0, value]
  if (value < 80) return [1, value - 40]
  return [2, value - 80]
}

function base128(value: number): number[] {
  const groups = [value % 128]
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80)
  return groups
}
