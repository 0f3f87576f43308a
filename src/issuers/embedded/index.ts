/**
 * The embedded CA as an issuer: reads the request, has `ca/` issue and revoke, and puts its refusals into outcomes. It
 * decides nothing of its own.
 */
export { createEmbeddedIssuer, type EmbeddedIssuerOptions } from './embedded-issuer.ts'
