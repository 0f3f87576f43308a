import type { FrontEnd } from './front-end.ts'

export interface Route {
  readonly frontEnd: FrontEnd
  readonly prefix: string
}

/** Finds the front end of a normalized path: the longest prefix that is the path or stands before a `/` in it. */
export function createRoutes(frontEnds: readonly FrontEnd[]): (path: string) => Route | undefined {
  const exact = new Map<string, Route>()
  for (const frontEnd of frontEnds) {
    for (const prefix of frontEnd.prefixes) {
      const other = exact.get(prefix)
      if (other !== undefined) {
        throw new Error(`The front ends ${other.frontEnd.name} and ${frontEnd.name} both answer ${prefix}`)
      }
      exact.set(prefix, { frontEnd, prefix })
    }
  }
  const byLength = [...exact.values()]
    .map((route) => ({ route, start: `${route.prefix}/` }))
    .toSorted((left, right) => right.start.length - left.start.length)
  return (path) => exact.get(path) ?? byLength.find(({ start }) => path.startsWith(start))?.route
}
