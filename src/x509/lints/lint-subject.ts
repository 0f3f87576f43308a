import type { Certificate } from '../certificate.ts'
import type { TbsCertificate } from '../tbs-certificate.ts'

/** What the certificate is measured against. */
export interface LintContext {
  /** The CA that is about to sign. */
  readonly issuer: Certificate
  /** BR 6.3.2 at the date of signing; both ends of the validity count. */
  readonly maximumValiditySeconds: number
  /** Epoch milliseconds. */
  readonly now: number
  /** The reserved policy identifier of the profile (BR 7.1.6.1), dotted. */
  readonly policyOid: string
  readonly family: 'tls'
  /** Chrome Root Program 1.8: leaf certificates lose clientAuth on 2027-03-15. Default: not allowed. */
  readonly clientAuthAllowed?: boolean
}

/** The to-be-signed bytes, read once for all lints. */
export interface LintSubject {
  readonly tbs: Buffer
  readonly certificate: TbsCertificate
  readonly context: LintContext
}

/** One rule. `check` returns what is wrong, in a sentence, or undefined. */
export interface Lint {
  readonly name: string
  /** Where the rule stands: "BR 7.1.2.7.12", "RFC 5280 4.1.2.2". */
  readonly source: string
  readonly check: (subject: LintSubject) => string | undefined
}
