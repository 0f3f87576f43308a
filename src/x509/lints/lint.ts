import { DerReader } from '../der-reader.ts'
import { X509Error } from '../error.ts'
import { readTbsCertificate, type TbsCertificate } from '../tbs-certificate.ts'
import type { LintContext } from './lint-subject.ts'
import { tlsLints } from './tls-lints.ts'

export type { LintContext } from './lint-subject.ts'

export interface LintFinding {
  /** The rule's name: "serial-number". "encoding" or "duplicate-extension" when the bytes cannot be read at all. */
  readonly lint: string
  readonly source: string
  readonly message: string
}

/**
 * Judges to-be-signed bytes before they are signed (BR 4.3.1.2). An empty list permits the signature; anything else
 * forbids it. The bytes are read once, by the strict reader, and not taken from what was meant to be written.
 */
export function lint(tbs: Buffer, context: LintContext): LintFinding[] {
  let certificate: TbsCertificate
  try {
    const reader = new DerReader(tbs)
    certificate = readTbsCertificate(reader)
    reader.finish()
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return [unreadable(error)]
  }
  const subject = { tbs, certificate, context }
  const findings: LintFinding[] = []
  for (const { name, source, check } of tlsLints) {
    const message = check(subject)
    if (message !== undefined) findings.push({ lint: name, source, message })
  }
  return findings
}

function unreadable({ code, message }: X509Error): LintFinding {
  if (code === 'duplicateExtension') return { lint: 'duplicate-extension', source: 'RFC 5280 4.2', message }
  return { lint: 'encoding', source: 'RFC 5280 4.1, X.690', message }
}
