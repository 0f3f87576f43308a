import { chmod, mkdir, readFile } from 'node:fs/promises'
import { createAccounts, type GeneratedCredentials } from './accounts/index.ts'
import * as billing from './billing/index.ts'
import { createCertificateAuthority } from './ca/index.ts'
import type { Config, Secrets as ConfigSecrets } from './config/index.ts'
import { createContactService, createHandleService } from './contacts/index.ts'
import {
  type Clock,
  type Logger,
  type Mailer,
  type Queue,
  randomId,
  systemClock,
  type Validator,
} from './core/index.ts'
import { createMailer } from './events/index.ts'
import { createCentralnicFrontend } from './frontends/centralnic/index.ts'
import { createListener, type ListenerAddress } from './frontends/http.ts'
import { createHealthFrontEnd, createMetrics, createReadiness } from './frontends/index.ts'
import { createPkiFrontEnd } from './frontends/pki/index.ts'
import { createValidateFrontEnd } from './frontends/validate/index.ts'
import { createEmbeddedIssuer } from './issuers/embedded/index.ts'
import { createHandlers } from './jobs/index.ts'
import * as policy from './policy/index.ts'
import { createCaaGate, createRegistration, type RegistrationContext } from './registration/index.ts'
import { createSecrets, SecretsError } from './secrets/index.ts'
import { openStorage, type Storage, type Transaction } from './storage/index.ts'
import { createValidator } from './validation/index.ts'
import { debianWeakKeysFile, loadDebianWeakKeys } from './x509/index.ts'

export { SecretsError }

/** What a test may put in the place of the real thing: ports only. */
export interface Overrides {
  readonly clock?: Clock
  readonly validator?: Validator
  readonly mailer?: Mailer
  /** Wraps the storage: for tests that stop the process between two steps. */
  readonly storage?: (storage: Storage) => Storage
}

export interface App {
  /** Operators' commands work on these; the listener and the workers need `start`. */
  readonly storage: Storage
  readonly registration: ReturnType<typeof createRegistration>
  readonly accounts: ReturnType<typeof createAccounts>
  readonly queue: Queue<Transaction>
  /** Credentials made at the first start, to be shown once. */
  readonly generated: GeneratedCredentials | null
  /** Starts the workers and the listener. */
  start(): Promise<ListenerAddress>
  /** Lets requests and jobs in flight finish, and closes everything within the deadline, in milliseconds. */
  stop(deadline?: number): Promise<void>
}

/** The composition root: the only place where the parts of the platform meet. */
export async function createApp(
  config: Config,
  secrets: ConfigSecrets,
  logger: Logger,
  overrides: Overrides = {},
): Promise<App> {
  // 1. Storage, and the queue that lives in it.
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await chmod(config.dataDir, 0o700)
  const clock = overrides.clock ?? systemClock
  const database =
    config.database.kind === 'sqlite'
      ? config.database
      : ({ kind: 'postgres', url: config.database.url.reveal() } as const)
  const opened = await openStorage({ database, clock, logger, nodeId: randomId() })
  const { queue } = opened
  const storage = overrides.storage?.(opened.storage) ?? opened.storage
  const { reader } = storage

  // 2. Authorities: what may be issued, who proves, who signs.
  const metrics = createMetrics()
  const ca = await createCertificateAuthority({
    storage,
    secrets: createSecrets({ passphrase: secrets.caPassphrase.reveal() }),
    clock,
    pkiUrl: config.pkiUrl,
  })
  const embedded = createEmbeddedIssuer({ ca, clock })
  const validator =
    overrides.validator ?? createValidator({ ...config.validation, caaIdentities: config.caaIdentities, clock, logger })
  const mail = { ...config.mail, smtpUrl: config.mail.smtpUrl?.reveal() ?? null }
  const mailer = overrides.mailer ?? createMailer({ ...mail, clock, logger })
  const context: RegistrationContext = {
    storage,
    clock,
    logger,
    metrics,
    policy,
    debianWeakKeys: loadDebianWeakKeys(await readFile(debianWeakKeysFile)),
    billing: billing.createBilling(),
    contacts: createContactService({ reader, clock }),
    validator,
    caa: createCaaGate({ validator, clock }),
    mailer,
    issuerOf: () => embedded,
    cnameHost: config.validation.cnameHost,
    publicUrl: config.publicUrl,
    knownChains: new Set(),
    wake: () => queue.wake(),
  }
  const registration = createRegistration(context)

  // 3. Accounts, and the front ends that customers see.
  const handles = createHandleService({ storage, clock })
  const accounts = createAccounts({ storage, clock, metrics })
  const generated = await accounts.bootstrap(
    config.bootstrapAccounts.map(({ login, password, apiKey }) => ({
      login,
      password: password.reveal(),
      apiKey: apiKey.reveal(),
    })),
  )
  const readiness = createReadiness()
  const listener = createListener({
    config,
    tls: secrets.tls && { cert: secrets.tls.cert, key: secrets.tls.key.reveal() },
    logger,
    metrics,
    readiness,
    frontEnds: [
      createCentralnicFrontend({ accounts, registration, handles, reader, policy, clock }),
      createPkiFrontEnd({ reader }),
      createValidateFrontEnd({ registration }),
      createHealthFrontEnd({ storage, readiness, metrics, logger }),
    ],
  })

  return {
    storage,
    registration,
    accounts,
    queue,
    generated,
    async start() {
      if (secrets.tls !== null && new URL(config.pkiUrl).host === new URL(config.publicUrl).host) {
        const hint =
          'certificates name CRLs at RESEAL_PKI_URL, plain HTTP on a port that speaks TLS: set it to one that answers'
        logger.warn({ pkiUrl: config.pkiUrl }, hint)
      }
      const sweeps = Object.entries(registration.sweepPeriods) as [keyof typeof registration.sweepPeriods, number][]
      const handlers = createHandlers({ registration, publishCrl: (caId) => ca.crls.publish(caId) })
      await queue.start(
        handlers,
        sweeps.map(([name, everyMs]) => ({ name, everyMs })),
      )
      const address = await listener.start()
      readiness.set('ready')
      return address
    },
    async stop(deadline = 4_000) {
      await Promise.all([listener.stop(deadline * 0.7), queue.stop(deadline * 0.7)])
      await mailer.close()
      await storage.close()
    },
  }
}
