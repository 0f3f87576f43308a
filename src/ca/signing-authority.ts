import { createPrivateKey } from 'node:crypto'
import { type Instant, sha256Hex } from '../core/index.ts'
import type { Secrets } from '../secrets/index.ts'
import type { Authority } from '../storage/index.ts'
import {
  type Certificate,
  keyIdentifier,
  parseCertificate,
  publicKeyOf,
  type SignatureAlgorithm,
  signatureAlgorithmFor,
} from '../x509/index.ts'
import { isSignatureOf, type Sign } from './sign.ts'

/** A CA with its key in memory. */
export interface SigningAuthority {
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  readonly brand: string
  readonly certificate: Certificate
  readonly keyIdentifier: Buffer
  readonly algorithm: SignatureAlgorithm
  readonly notAfter: Instant
  /** From this CA's certificate up to the root's: what a subscriber's certificate is sent with. */
  readonly chain: readonly Buffer[]
  /** Lower-case hexadecimal SHA-256 of the chain's certificates, one after another. */
  readonly chainId: string
  sign(tbs: Buffer): Buffer | Promise<Buffer>
  /** Whether the signature is this CA's over these bytes. */
  verify(tbs: Buffer, signature: Buffer): boolean
}

export interface Authorities {
  readonly all: readonly SigningAuthority[]
  /** Throws RangeError for a CA that does not exist: ids come from our own rows. */
  byId(id: string): SigningAuthority
}

/** The name that binds a sealed key to its row. */
export const purposeOfKey = (id: string): string => `ca-key:${id}`

/** Opens the keys of stored CAs. Throws SecretsError, or Error if a key and its certificate do not belong together. */
export async function loadAuthorities(
  stored: readonly Authority[],
  secrets: Secrets,
  sign: Sign,
): Promise<Authorities> {
  const rows = new Map(stored.map((row) => [row.id, row]))
  const all = await Promise.all(stored.map((row) => load(row, rows, secrets, sign)))
  const byId = new Map(all.map((authority) => [authority.id, authority]))
  return {
    all,
    byId(id) {
      const authority = byId.get(id)
      if (authority === undefined) throw new RangeError(`there is no CA "${id}"`)
      return authority
    },
  }
}

async function load(
  row: Authority,
  rows: ReadonlyMap<string, Authority>,
  secrets: Secrets,
  sign: Sign,
): Promise<SigningAuthority> {
  const pkcs8 = await secrets.open(row.sealedKey, purposeOfKey(row.id))
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  pkcs8.fill(0)
  const certificate = parseCertificate(row.certificate)
  const { publicKey } = certificate
  if (!publicKeyOf(privateKey).spki.equals(publicKey.spki)) {
    throw new Error(`the key of the CA "${row.id}" does not belong to its certificate`)
  }
  const algorithm = signatureAlgorithmFor(publicKey)
  const chain = chainOf(row, rows)
  return {
    id: row.id,
    parentId: row.parentId,
    name: row.name,
    brand: row.brand,
    certificate,
    keyIdentifier: certificate.subjectKeyIdentifier ?? keyIdentifier(publicKey),
    algorithm,
    notAfter: certificate.notAfter,
    chain,
    chainId: sha256Hex(Buffer.concat(chain)),
    sign: (tbs) => sign(tbs, privateKey, algorithm),
    verify: (tbs, signature) => isSignatureOf(tbs, signature, publicKey.keyObject, algorithm),
  }
}

function chainOf(row: Authority, rows: ReadonlyMap<string, Authority>): Buffer[] {
  const chain = [row.certificate]
  for (let parentId = row.parentId; parentId !== null; ) {
    const parent = rows.get(parentId)
    if (parent === undefined) throw new Error(`the CA "${parentId}", which signed "${row.id}", is not in the database`)
    chain.push(parent.certificate)
    parentId = parent.parentId
  }
  return chain
}
