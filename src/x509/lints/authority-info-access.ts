import { isHttpUrl } from './http-url.ts'
import type { Lint } from './lint-subject.ts'

/** Plain http URLs of the CA's certificate and, if there is one, of its OCSP responder. */
export const authorityInfoAccessLint: Lint = {
  name: 'authority-info-access',
  source: 'BR 7.1.2.7.7',
  check({ certificate: { authorityInfoAccess: descriptions } }) {
    if (descriptions === undefined) return 'there is no authority information access'
    if (!descriptions.some(({ method }) => method === 'caIssuers')) return 'authorityInfoAccess lacks caIssuers'
    const wrong = descriptions.find(
      ({ method, url }) => (method !== 'caIssuers' && method !== 'ocsp') || url === undefined || !isHttpUrl(url),
    )
    return wrong === undefined ? undefined : `authorityInfoAccess has ${wrong.method} ${wrong.url ?? 'without a URL'}`
  },
}
