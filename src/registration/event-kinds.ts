import type { Certificate, EventKind } from '../core/index.ts'

/** What the event of a request's end is called. */
export const eventKinds = { request: 'request', reissue: 'reissue', renewal: 'renew' } as const satisfies Record<
  Certificate['kind'],
  EventKind
>
