import type { KeyObject } from 'node:crypto'
import type { Clock, Instant } from '../core/index.ts'
import type { Secrets } from '../secrets/index.ts'
import type { Authority, Storage } from '../storage/index.ts'
import {
  assembleCertificate,
  generateKey,
  keyIdentifier,
  parseCertificate,
  randomSerialNumber,
  signatureAlgorithmFor,
} from '../x509/index.ts'
import { type AuthorityIssuer, issuingTbs, rootTbs } from './authority-profile.ts'
import { hierarchy, issuanceKeyOfAuthority, type PlannedAuthority } from './hierarchy.ts'
import type { Sign } from './sign.ts'
import { type Authorities, loadAuthorities, purposeOfKey } from './signing-authority.ts'

export interface AuthoritiesOptions {
  readonly storage: Storage
  readonly secrets: Secrets
  readonly clock: Clock
  readonly pkiUrl: string
  readonly sign: Sign
}

/**
 * The CAs of the hierarchy with their keys opened; those that are missing are made first. Two nodes that start together
 * may both make keys, but one transaction wins, and the loser throws its keys away and reads the winner's.
 */
export async function openAuthorities(options: AuthoritiesOptions): Promise<Authorities> {
  const { storage, secrets, sign } = options
  let stored = await storage.reader.authorities.all()
  if (missingFrom(stored).length > 0) {
    const made = await makeAuthorities(stored, options)
    await insertOnce(made, storage)
    stored = await storage.reader.authorities.all()
  }
  // Parents first, whatever order the rows came in.
  const rows = hierarchy.flatMap(({ id }) => stored.find((row) => row.id === id) ?? [])
  return loadAuthorities(rows, secrets, sign)
}

interface Made {
  readonly authority: Authority
  readonly serialNumber: string
  readonly notAfter: Instant
}

function missingFrom(stored: readonly Authority[]): PlannedAuthority[] {
  const existing = new Set(stored.map(({ id }) => id))
  return hierarchy.filter(({ id }) => !existing.has(id))
}

/**
 * Keys and certificates of the CAs that `stored` lacks. Here alone a signature comes before its record: it and the only
 * copy of the key it certifies are stored together or lost together, so none can exist that is not recorded.
 */
async function makeAuthorities(stored: readonly Authority[], options: AuthoritiesOptions): Promise<Made[]> {
  const existing = await loadAuthorities(stored, options.secrets, options.sign)
  const signers = new Map<string, Signer>(
    existing.all.map((ca) => [ca.id, { ...ca, subject: ca.certificate.subject }] as const),
  )
  const made: Made[] = []
  for (const planned of missingFrom(stored)) {
    const { publicKey, privateKey } = await generateKey(planned.keySpec)
    const algorithm = signatureAlgorithmFor(publicKey)
    const sign = (tbs: Buffer) => options.sign(tbs, privateKey, algorithm)
    const serialNumber = randomSerialNumber()
    const fields = { name: planned.name, publicKey, serialNumber, now: options.clock.now() }

    const parent = planned.parentId === null ? undefined : signers.get(planned.parentId)
    const tbs = parent === undefined ? rootTbs(fields, algorithm) : issuingTbs(fields, parent, options.pkiUrl)
    const der = assembleCertificate(tbs, await (parent?.sign ?? sign)(tbs))
    const { subject, notAfter } = parseCertificate(der)
    const identifier = keyIdentifier(publicKey)
    signers.set(planned.id, { id: planned.id, subject, keyIdentifier: identifier, algorithm, notAfter, sign })
    made.push({ authority: await rowOf(planned, der, privateKey, options), serialNumber, notAfter })
  }
  return made
}

type Signer = AuthorityIssuer & { readonly sign: (tbs: Buffer) => Buffer | Promise<Buffer> }

async function rowOf(
  planned: PlannedAuthority,
  certificate: Buffer,
  privateKey: KeyObject,
  { secrets, clock }: AuthoritiesOptions,
): Promise<Authority> {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealedKey = await secrets.seal(pkcs8, purposeOfKey(planned.id))
  pkcs8.fill(0)
  return {
    id: planned.id,
    parentId: planned.parentId,
    name: planned.name,
    brand: planned.brand,
    keyKind: planned.keySpec.startsWith('rsa') ? 'rsa' : 'ec',
    certificate,
    sealedKey,
    createdAt: clock.now(),
  }
}

/**
 * All of them and their serials (an issuing CA is revoked like any certificate), or none if another node was faster: seen
 * inside the transaction, or as the conflict of two that ran side by side.
 */
async function insertOnce(made: readonly Made[], storage: Storage): Promise<void> {
  try {
    await storage.transaction(async (tx) => {
      const existing = new Set((await tx.authorities.all()).map(({ id }) => id))
      if (made.some(({ authority }) => existing.has(authority.id))) return
      for (const { authority, serialNumber, notAfter } of made) {
        await tx.authorities.insert(authority)
        await tx.serials.insert({
          caId: authority.parentId ?? authority.id,
          serialNumber,
          issuanceKey: issuanceKeyOfAuthority(authority.id),
          tbs: null,
          notAfter,
          createdAt: authority.createdAt,
        })
      }
    })
  } catch (error) {
    const complete = missingFrom(await storage.reader.authorities.all()).length === 0
    if (!complete) throw error
  }
}
