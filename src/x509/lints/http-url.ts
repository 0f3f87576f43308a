/** BR 7.1.2.7.7 and 7.1.2.11.2: the scheme is http, because fetching over https would need a certificate to be checked. */
export const isHttpUrl = (url: string): boolean => /^http:\/\/[^/\s?#@]+\/[!-~]*$/.test(url)
