/**
 * Where relying parties find what the CA publishes: `<pki url>/pki/<ca id>.crl` and `.cer`, both DER, over plain HTTP
 * (BR 7.1.2.11.2, RFC 5280 4.2.1.13). One function each, because the URL in certificates and in the CRL's issuing
 * distribution point must be equal byte for byte.
 */
export const crlUrl = (pkiUrl: string, caId: string): string => `${pkiUrl}/pki/${caId}.crl`

export const certificateUrl = (pkiUrl: string, caId: string): string => `${pkiUrl}/pki/${caId}.cer`
