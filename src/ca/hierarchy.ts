import type { CertificateClass } from '../core/index.ts'
import type { KeySpec } from '../x509/index.ts'

/** A CA that has to exist. */
export interface PlannedAuthority {
  /** Stands in URLs and rows, for ever. */
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  readonly brand: string
  readonly keySpec: KeySpec
}

export type KeyKind = 'rsa' | 'ec'

export const rootId = 'tls-r1'

/**
 * The family for public-style TLS: one root, and two issuing CAs for each brand of the catalogue. Names carry a letter,
 * never a provider's mark, so that nobody takes them for the real ones (rules.md, decision 4). The root comes first.
 */
export const hierarchy: readonly PlannedAuthority[] = [
  { id: rootId, parentId: null, name: 'Reseal Sandbox TLS Root R1', brand: '', keySpec: 'P-384' },
  ...['D', 'S'].flatMap((brand) => [
    issuing(brand, 'rsa', `Reseal Sandbox ${brand} RSA CA 1`),
    issuing(brand, 'ec', `Reseal Sandbox ${brand} ECC CA 1`),
  ]),
]

const brands: Record<CertificateClass['ca'], string> = { DigiCert: 'D', Sectigo: 'S' }

/** The issuing CA of a class and a subscriber's kind of key. */
export function issuingAuthorityId(ca: CertificateClass['ca'], keyKind: KeyKind): string {
  return idOf(brands[ca], keyKind)
}

/** Under this key the certificate of an issuing CA is revoked, like any other certificate under its own. */
export const issuanceKeyOfAuthority = (id: string): string => `authority:${id}`

function issuing(brand: string, keyKind: KeyKind, name: string): PlannedAuthority {
  return { id: idOf(brand, keyKind), parentId: rootId, name, brand, keySpec: keyKind === 'rsa' ? 'rsa-2048' : 'P-256' }
}

function idOf(brand: string, keyKind: KeyKind): string {
  return `${brand.toLowerCase()}-${keyKind}-1`
}
