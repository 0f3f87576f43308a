export interface RequestTarget {
  /** Begins with `/`, has no `//` and no `/` at its end; not percent-decoded. */
  readonly path: string
  /** After the first `?`. */
  readonly query: string
}

/**
 * Real clients send `//api//call/`, and some proxies the absolute form (RFC 9112 section 3.2.2): all of them mean
 * `/api/call`. Undefined for what names no path here: `*`, dot segments (a router and we might read them apart),
 * backslashes, and characters that no URL has.
 */
export function parseTarget(target: string): RequestTarget | undefined {
  const origin = target.charCodeAt(0) === slash ? target : originForm(target)
  if (origin === undefined) return undefined
  const mark = origin.indexOf('?')
  const raw = mark === -1 ? origin : origin.slice(0, mark)
  const query = mark === -1 ? '' : origin.slice(mark + 1)
  if (!plainPath.test(raw) || dotSegment.test(raw)) return undefined
  return { path: raw.includes('//') || raw.endsWith('/') ? normalized(raw) : raw, query }
}

function originForm(target: string): string | undefined {
  const match = /^https?:\/\/[^/?#]+(.*)$/i.exec(target)
  const rest = match?.[1]
  if (rest === undefined) return undefined
  return rest.startsWith('/') ? rest : `/${rest}`
}

function normalized(path: string): string {
  const single = path.replace(/\/{2,}/g, '/')
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single
}

const slash = 0x2f
/** RFC 3986 pchar and `/`, with a few that browsers leave as they are. */
const plainPath = /^\/[!$%&'()*+,\-./0-9:;=@A-Z[\]^_`a-z{|}~]*$/
const dotSegment = /\/(\.|%2e){1,2}(\/|$)/i
