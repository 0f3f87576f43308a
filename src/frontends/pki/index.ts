/**
 * What relying parties fetch (RFC 5280 4.2.1.13, 4.2.2.1): CRLs and CA certificates, over plain HTTP and for anybody. It
 * hands out what is stored, byte for byte, and never signs anything.
 */
export { createPkiFrontEnd, type PkiFrontEndOptions } from './pki-front-end.ts'
