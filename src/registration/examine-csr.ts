import { ServiceError } from '../core/index.ts'
import { type CertificateRequest, checkPublicKey, parseCsr, spkiHash, X509Error } from '../x509/index.ts'
import type { RegistrationContext } from './context.ts'

/** A request that is well-formed, signed by its own key, and whose key may be certified. */
export interface ExaminedCsr {
  readonly request: CertificateRequest
  /** SHA-256 of the subject public key info, lower-case hexadecimal. */
  readonly keyHash: string
}

/**
 * Judges a certificate signing request as today's policy does: the same for every front end and operation.
 * Throws `badCSR`, `badSignatureAlgorithm` or `badPublicKey`, each with its own sentence and field `csr`.
 */
export async function examineCsr(context: RegistrationContext, der: Buffer): Promise<ExaminedCsr> {
  const request = refuse(() => parseCsr(der))
  refuse(() => checkPublicKey(request.publicKey, { tls: true, debian: context.debianWeakKeys }))
  const keyHash = spkiHash(request.publicKey)
  if (await context.storage.reader.blockedKeys.isBlocked(keyHash)) {
    throw new ServiceError('badPublicKey', 'CSR: this public key is blocked, for it was reported as compromised', {
      field: 'csr',
    })
  }
  return { request, keyHash }
}

function refuse<T>(examine: () => T): T {
  try {
    return examine()
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    throw new ServiceError(kindOf(error), error.message, { field: 'csr', cause: error })
  }
}

/** Every code by name: a new one stops the build here. */
function kindOf({ code }: X509Error): 'badCSR' | 'badPublicKey' | 'badSignatureAlgorithm' {
  switch (code) {
    case 'unsupportedAlgorithm':
    case 'weakAlgorithm':
      return 'badSignatureAlgorithm'
    case 'unsupportedKey':
    case 'badKey':
    case 'curve':
    case 'keyType':
    case 'keySize':
    case 'keyExponent':
    case 'smallFactor':
    case 'closePrimes':
    case 'roca':
    case 'debianWeakKey':
    case 'blockedKey':
      return 'badPublicKey'
    case 'pem':
    case 'tooLarge':
    case 'der':
    case 'trailingData':
    case 'version':
    case 'time':
    case 'duplicateExtension':
    case 'duplicateAttribute':
    case 'extension':
    case 'name':
    case 'tooManyNames':
    case 'serialNumber':
    case 'reason':
    case 'badSignature':
      return 'badCSR'
  }
}
