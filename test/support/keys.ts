import { buildCsr, createName, encodePem, generateKey, type KeySpec } from '../../src/x509/index.ts'

export interface TestCsr {
  readonly der: Buffer
  /** Lines of PEM: how the manual prints `csr0..n`. */
  readonly lines: readonly string[]
}

/** A certificate request with a fresh key. */
export async function newCsr(
  commonName: string,
  key: KeySpec = 'P-256',
  dnsNames: readonly string[] = [],
): Promise<TestCsr> {
  const { privateKey } = await generateKey(key)
  const der = buildCsr({ subject: createName([['commonName', commonName]]), dnsNames, privateKey })
  return { der, lines: encodePem('CERTIFICATE REQUEST', der).trimEnd().split('\n') }
}
