/**
 * Whether the client's copy is still good (RFC 9110 13.2.2): by its entity tags, and only without them by its date.
 * `etag` is strong and in quotes; `changedAt` is in epoch milliseconds, the header in whole seconds.
 */
export function isFresh(
  etag: string,
  changedAt: number,
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined) {
    // 13.1.2 compares weakly: a proxy that compresses may have put W/ in front.
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
    return tags.includes(etag) || tags.includes('*')
  }
  if (ifModifiedSince === undefined) return false
  const since = Date.parse(ifModifiedSince)
  return !Number.isNaN(since) && Math.floor(changedAt / 1000) * 1000 <= since
}
