import type { BillingService } from '../billing/index.ts'
import type { ContactService } from '../contacts/index.ts'
import type { CertificateClass, Clock, Logger, Mailer, Metrics, Validator } from '../core/index.ts'
import type { Issuer } from '../issuers/index.ts'
import type * as policy from '../policy/index.ts'
import type { Storage } from '../storage/index.ts'
import type { DebianWeakKeys } from '../x509/index.ts'
import type { CaaGate } from './check-caa.ts'

/** Everything an operation may use; built once by app.ts. */
export interface RegistrationContext {
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly policy: typeof policy
  /** Keys that Debian's OpenSSL made from 2006 to 2008, all of them known. */
  readonly debianWeakKeys: DebianWeakKeys
  readonly billing: BillingService
  readonly contacts: ContactService
  readonly validator: Validator
  readonly caa: CaaGate
  readonly mailer: Mailer
  /** The issuer behind a class; the embedded CA unless an operator chose another. */
  issuerOf(certificateClass: CertificateClass): Issuer
  /** Target of CNAME proofs, and a line of Sectigo's files. */
  readonly cnameHost: string
  /** Base of the links in mails, without a trailing slash. */
  readonly publicUrl: string
  /** Ids of issuing chains that are stored already. */
  readonly knownChains: Set<string>
  /** Makes the workers look for due jobs now. */
  wake(): void
}
