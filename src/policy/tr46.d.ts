/** The package ships no types; this is the part of it that `identifiers.ts` calls. */
declare module 'tr46' {
  export interface ToAsciiOptions {
    readonly checkHyphens?: boolean
    readonly checkBidi?: boolean
    readonly checkJoiners?: boolean
    readonly useSTD3ASCIIRules?: boolean
    readonly verifyDNSLength?: boolean
    readonly transitionalProcessing?: boolean
    readonly ignoreInvalidPunycode?: boolean
  }
  /** Null when the name is refused. */
  export function toASCII(domainName: string, options?: ToAsciiOptions): string | null
}
