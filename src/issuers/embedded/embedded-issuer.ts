import { type Clock, ServiceError } from '../../core/index.ts'
import type { CertificateAuthority } from '../../ca/index.ts'
import { parseCsr, X509Error } from '../../x509/index.ts'
import type { Issuer } from '../issuer.ts'

export interface EmbeddedIssuerOptions {
  readonly ca: CertificateAuthority
  readonly clock: Clock
}

export function createEmbeddedIssuer({ ca, clock }: EmbeddedIssuerOptions): Issuer {
  return {
    id: 'embedded',

    async issue({ csr, publicKey: known, ...request }) {
      const refusal = (problem: string) => ({ status: 'rejected', problem }) as const
      try {
        // How strong the key is was the policy's question when the request came in; kind and size are linted again.
        const publicKey = known ?? parseCsr(csr).publicKey
        const { certificate, chain } = await ca.issue({ ...request, publicKey })
        return { status: 'issued', certificate: { issuerId: 'embedded', ...certificate }, chain }
      } catch (error) {
        if (error instanceof X509Error) return refusal(error.message)
        if (error instanceof ServiceError && error.kind === 'issuerRejected') return refusal(error.detail)
        throw error
      }
    },

    async revoke({ key, reason, at }) {
      try {
        const { caId } = await ca.revoke({ key, reason, at: Math.min(at, clock.now()) })
        return { status: 'revoked', caId }
      } catch (error) {
        if (error instanceof ServiceError && error.kind === 'notFound') {
          return { status: 'rejected', problem: error.detail }
        }
        throw error
      }
    },

    crls: ca.crls,
  }
}
