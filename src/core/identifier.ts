/**
 * A DNS name as it stands in an order and in a certificate (RFC 8555 section 9.7.7): A-labels in lower case, no
 * trailing dot, `*.` in front for a wildcard. Made by policy's `parseIdentifier` alone, so a value of this type
 * is one that the rules of names have accepted.
 */
export type Identifier = string & { readonly __identifier: unique symbol }

export function isWildcard(identifier: Identifier): boolean {
  return identifier.startsWith('*.')
}

/** The name without its `*.`: what control has to be proven of (Baseline Requirements 3.2.2.6). */
export function withoutWildcard(identifier: Identifier): Identifier {
  return (isWildcard(identifier) ? identifier.slice(2) : identifier) as Identifier
}

/** True if `name` is `ancestor` or stands below it. */
export function isAtOrBelow(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`)
}
