/**
 * The certificate authority (CA): its keys and hierarchy, certificate profiles, issuance, revocation and CRLs. It signs
 * what it has linted and recorded, nothing else; it never asks whether a name was proven, who pays, or what an order is.
 */
export {
  type CertificateAuthority,
  type CertificateAuthorityOptions,
  createCertificateAuthority,
} from './certificate-authority.ts'
export type { IssuedLeaf, LeafRequest } from './issuance.ts'
export type { RevokeRequest } from './revocation.ts'
export type { Authorities, SigningAuthority } from './signing-authority.ts'
export { issuanceKeyOfAuthority } from './hierarchy.ts'
