/** Why bytes were refused. Closed, so that every caller can answer each case in its own words. */
export type X509ErrorCode =
  // the envelope
  | 'pem'
  | 'tooLarge'
  // the encoding
  | 'der'
  | 'trailingData'
  | 'version'
  | 'time'
  | 'duplicateExtension'
  | 'duplicateAttribute'
  | 'extension'
  // what it says
  | 'name'
  | 'tooManyNames'
  | 'serialNumber'
  | 'reason'
  // the key
  | 'unsupportedKey'
  | 'badKey'
  | 'curve'
  | 'keyType'
  | 'keySize'
  | 'keyExponent'
  | 'smallFactor'
  | 'closePrimes'
  | 'roca'
  | 'debianWeakKey'
  | 'blockedKey'
  // the signature
  | 'unsupportedAlgorithm'
  | 'weakAlgorithm'
  | 'badSignature'

/** The only error this module throws for bad input. The message is written for the customer who sent it. */
export class X509Error extends Error {
  override readonly name = 'X509Error'
  readonly code: X509ErrorCode
  /** Where in the DER bytes, if it is known. */
  readonly offset?: number

  constructor(code: X509ErrorCode, message: string, offset?: number) {
    super(message)
    this.code = code
    if (offset !== undefined) this.offset = offset
  }
}

/** Runs `read` and puts what was being read ("CSR", "certificate") in front of the message of an X509Error. */
export function within<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof X509Error) throw new X509Error(error.code, `${what}: ${error.message}`, error.offset)
    throw error
  }
}
