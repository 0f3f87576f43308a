/**
 * The validation authority: looks over the network whether a challenge is met (DNS TXT, DNS CNAME, HTTP, HTTPS) and
 * whether CAA lets us issue. It reads what others publish, decides about that alone, and keeps nothing: no storage, no
 * orders, no dates of reuse. Every address it dials was resolved and checked by itself, at every redirect again.
 */
export { type DnsServer, systemDnsServers } from './dns-client.ts'
export { createValidator, type PerspectiveOptions, type ValidatorOptions } from './validator.ts'
export type { ValidationTimeouts } from './perspective.ts'
