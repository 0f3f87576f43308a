import { encodePem } from '../../x509/index.ts'
import type { Reader } from '../../storage/index.ts'

/** The PEM lines of issuing chains, which are few and never change: read and encoded once. */
export interface ChainTexts {
  of(chainId: string): Promise<ChainText>
}

export interface ChainText {
  readonly intermediate: readonly string[]
  readonly root: readonly string[]
}

export function createChainTexts(reader: Reader): ChainTexts {
  const known = new Map<string, ChainText>()
  return {
    async of(chainId) {
      const found = known.get(chainId)
      if (found !== undefined) return found
      const chain = (await reader.certificates.chain(chainId)) ?? []
      const root = chain.slice(-1).flatMap(pemLines)
      const text = { intermediate: chain.slice(0, -1).flatMap(pemLines), root }
      if (chain.length > 0) known.set(chainId, text)
      return text
    },
  }
}

export function pemLines(der: Buffer): readonly string[] {
  return linesOf(encodePem('CERTIFICATE', der))
}

export function linesOf(pem: string): readonly string[] {
  return pem.trimEnd().split('\n')
}
