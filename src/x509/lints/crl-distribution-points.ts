import { isHttpUrl } from './http-url.ts'
import type { Lint } from './lint-subject.ts'

/** One point with one plain http URL, without reasons and without another issuer. */
export const crlDistributionPointsLint: Lint = {
  name: 'crl-distribution-points',
  source: 'BR 7.1.2.11.2',
  check({ certificate: { cRLDistributionPoints: points } }) {
    const [point, ...more] = points ?? []
    if (point === undefined) return 'there is no CRL distribution point'
    if (more.length > 0) return 'there is more than one CRL distribution point'
    if (point.reasons || point.crlIssuer || point.otherNames) return 'the CRL distribution point has more than a URL'
    const [url, ...others] = point.urls
    if (url === undefined || others.length > 0) return 'the CRL distribution point must have one URL'
    return isHttpUrl(url) ? undefined : `the CRL distribution point ${url} is no http URL`
  },
}
