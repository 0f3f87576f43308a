import { isNull, readAlgorithm } from './algorithm.ts'
import { DerReader } from './der-reader.ts'
import { X509Error } from './error.ts'
import { oids } from './oid.ts'

const hashes = new Map<string, 'sha256' | 'sha384' | 'sha512'>([
  [oids.sha256, 'sha256'],
  [oids.sha384, 'sha384'],
  [oids.sha512, 'sha512'],
])

/**
 * Hash and salt of RSASSA-PSS-params (RFC 4055 3.1). The defaults are SHA-1, so all must be given; the mask function
 * must use the same hash, as every implementation does and BR 7.1.3.2.1 demands.
 */
export function readPssHash(parameters: Buffer | undefined): {
  hash: 'sha256' | 'sha384' | 'sha512'
  saltLength: number
} {
  if (parameters === undefined) throw new X509Error('unsupportedAlgorithm', 'RSASSA-PSS has no parameters')
  const outer = new DerReader(parameters)
  const reader = outer.sequence()
  outer.finish()
  const hash = hashOf(reader.optionalContext(0))
  const mask = reader.optionalContext(1)
  const salt = reader.optionalContext(2)
  const trailer = reader.optionalContext(3)
  reader.finish()
  const saltLength = salt === undefined ? 20 : salt.small()
  salt?.finish()
  if (mask !== undefined) {
    const algorithm = readAlgorithm(mask)
    mask.finish()
    const maskHash = algorithm.parameters && hashOf(new DerReader(algorithm.parameters))
    if (algorithm.oid !== oids.mgf1 || maskHash !== hash) throw unsupported()
  } else throw unsupported()
  if (trailer !== undefined && trailer.small() !== 1) throw unsupported()
  trailer?.finish()
  return { hash, saltLength }
}

function hashOf(reader: DerReader | undefined) {
  if (reader === undefined)
    throw new X509Error('weakAlgorithm', 'it is signed with RSASSA-PSS and SHA-1; use SHA-256, SHA-384 or SHA-512')
  const algorithm = readAlgorithm(reader)
  reader.finish()
  if (algorithm.oid === oids.sha1) return hashOf(undefined)
  const hash = hashes.get(algorithm.oid)
  if (hash === undefined || (algorithm.parameters !== undefined && !isNull(algorithm.parameters))) throw unsupported()
  return hash
}

const unsupported = () =>
  new X509Error('unsupportedAlgorithm', 'RSASSA-PSS must use SHA-256, SHA-384 or SHA-512, and MGF1 with the same hash')
