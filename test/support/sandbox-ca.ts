import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CertificateAuthority,
  type CertificateAuthorityOptions,
  createCertificateAuthority,
  type LeafRequest,
} from '../../src/ca/index.ts'
import { day, type Identifier, type Instant } from '../../src/core/index.ts'
import { createSecrets } from '../../src/secrets/index.ts'
import { type DatabaseOptions, openStorage, type Storage } from '../../src/storage/index.ts'
import { generateKey, type KeySpec, type SignatureAlgorithm, signTbs } from '../../src/x509/index.ts'
import { silent } from './databases.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

export const pkiUrl = 'http://pki.reseal.test'
export const passphrase = 'correct horse battery staple'

/** 23 November 2026, noon: the 199 days' rule is in force. */
export const start: Instant = Date.parse('2026-11-23T12:00:00.250Z')

/** What the CA was asked to sign, in order. */
export type SignSpy = (tbs: Buffer, algorithm: SignatureAlgorithm) => void | Promise<void>

export interface SandboxCa extends AsyncDisposable {
  readonly storage: Storage
  readonly ca: CertificateAuthority
  readonly clock: FakeClock
  readonly database: DatabaseOptions
}

export interface SandboxOptions {
  readonly clock?: FakeClock
  /** Called before each signature. */
  readonly beforeSign?: SignSpy
  /** What the CA gets instead of the storage itself. */
  readonly wrap?: (storage: Storage) => Storage
  readonly pkiUrl?: string
  /** Left as it is afterwards; a new SQLite file, removed afterwards, if there is none. */
  readonly database?: DatabaseOptions
  readonly passphrase?: string
}

/** The real CA on a real SQLite file, with cheap key derivation and a clock that tests move. */
export async function openSandboxCa(options: SandboxOptions = {}): Promise<SandboxCa> {
  const folder = options.database === undefined ? mkdtempSync(join(tmpdir(), 'reseal-ca-')) : undefined
  const database = options.database ?? { kind: 'sqlite', file: join(folder ?? '', 'reseal.sqlite') }
  const clock = options.clock ?? fakeClock(start)
  const { storage } = await openStorage({ database, clock, logger: silent, nodeId: 'test' })
  const close = async () => {
    await storage.close()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const ca = await createCertificateAuthority({
      storage: options.wrap?.(storage) ?? storage,
      secrets: cheapSecrets(options.passphrase),
      clock,
      pkiUrl: options.pkiUrl ?? pkiUrl,
      ...(options.beforeSign === undefined ? {} : { sign: spied(options.beforeSign) }),
    })
    return { storage, ca, clock, database, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

const spied =
  (beforeSign: SignSpy): NonNullable<CertificateAuthorityOptions['sign']> =>
  async (tbs, privateKey, algorithm) => {
    await beforeSign(tbs, algorithm)
    return signTbs(tbs, privateKey, algorithm)
  }

export const cheapSecrets = (word: string = passphrase) => createSecrets({ passphrase: word, costLog2: 10 })

/** Keys are made once a process: RSA takes a tenth of a second. */
const keys = new Map<KeySpec, ReturnType<typeof generateKey>>()

export function keyOf(spec: KeySpec): ReturnType<typeof generateKey> {
  const known = keys.get(spec) ?? generateKey(spec)
  keys.set(spec, known)
  return known
}

/** A request for a DV certificate of a DigiCert class with a P-256 key, unless told otherwise. */
export async function leafRequest(key: string, change: Partial<LeafRequest> = {}): Promise<LeafRequest> {
  return {
    key,
    class: { validation: 'dv', ca: 'DigiCert' },
    publicKey: (await keyOf('P-256')).publicKey,
    identifiers: names('www.reseal-sandbox.com', 'reseal-sandbox.com'),
    organization: null,
    paidUntil: start + 365 * day,
    ...change,
  }
}

export const names = (...identifiers: string[]): Identifier[] => identifiers as Identifier[]
