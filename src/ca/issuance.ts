import { type CertificateClass, type Clock, hour, type IssuedCertificate, ServiceError } from '../core/index.ts'
import type { Serial, Storage } from '../storage/index.ts'
import {
  assembleCertificate,
  buildTbsCertificate,
  lint,
  parseCertificate,
  randomSerialNumber,
  tbsOf,
} from '../x509/index.ts'
import { issuingAuthorityId } from './hierarchy.ts'
import { createLeafProfile, type LeafFields, type LeafProfile } from './profiles.ts'
import type { Authorities, SigningAuthority } from './signing-authority.ts'

export interface LeafRequest extends LeafFields {
  /** Stable for one certificate, whatever crashes in between: `certificate:<id>`. */
  readonly key: string
  readonly class: Pick<CertificateClass, 'validation' | 'ca'>
}

export interface IssuedLeaf {
  readonly certificate: Omit<IssuedCertificate, 'issuerId'>
  /** The issuing CA first, the root last. */
  readonly chain: readonly Buffer[]
}

export interface IssuanceOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly pkiUrl: string
  readonly authorities: Authorities
}

/** To-be-signed bytes that are durably recorded: the only thing that a key of ours may sign. */
interface Recorded {
  readonly ca: SigningAuthority
  readonly tbs: Buffer
}

/** Issues under the order of writes of rules.md, decision 0. */
export function createIssuance({ storage, clock, pkiUrl, authorities }: IssuanceOptions) {
  const profiles = new Map<string, LeafProfile>(
    authorities.all.map((ca) => [ca.id, createLeafProfile(ca, pkiUrl)] as const),
  )
  // ECDSA signs differently each time: callers in this process that ask at once share one answer.
  const underWay = new Map<string, Promise<IssuedLeaf>>()

  return async function issue(request: LeafRequest): Promise<IssuedLeaf> {
    const earlier = underWay.get(request.key)
    if (earlier !== undefined) return assertSameKey(await earlier, request)
    const answer = issueOnce(request)
    underWay.set(request.key, answer)
    try {
      return await answer
    } finally {
      underWay.delete(request.key)
    }
  }

  async function issueOnce(request: LeafRequest): Promise<IssuedLeaf> {
    // 1. build, 2. lint: pure, nothing is written for what will not be signed.
    const prepared = prepare(request)
    // 3. record: serial and bytes are durable before the key is used.
    const { ca, tbs } = await record(prepared, request)
    // 4. sign
    const signature = await ca.sign(tbs)
    const der = assembleCertificate(tbs, signature)
    // 5. compare: what leaves is what was linted and recorded, under a signature that others will accept.
    if (!tbsOf(der).equals(tbs) || !ca.verify(tbs, signature)) {
      throw new ServiceError('serverInternal', 'the signed certificate is not what was recorded for it')
    }
    // 6. the certificate, which contains the bytes, is the caller's to store.
    return answerOf(ca, der, tbs === prepared.tbs ? prepared : parseCertificate(der))
  }

  function prepare(request: LeafRequest): Recorded & Pick<Serial, 'serialNumber' | 'notAfter'> & { notBefore: number } {
    const { publicKey } = request
    if (publicKey.kind === 'ed25519') throw new ServiceError('issuerRejected', 'Ed25519 keys are not certified for TLS')
    const ca = authorities.byId(issuingAuthorityId(request.class.ca, publicKey.kind))
    const profile = profiles.get(ca.id) as LeafProfile
    const now = clock.now()
    const fields = profile.fields(request, randomSerialNumber(), now)
    const tbs = buildTbsCertificate(fields)
    const findings = lint(tbs, profile.lintContext(request, now))
    if (findings.length > 0) {
      const found = findings.map(({ lint, source, message }) => `${message} (lint ${lint}, ${source})`)
      throw new ServiceError('issuerRejected', `the certificate would break a rule: ${found.join('; ')}`)
    }
    const { serialNumber, notBefore, notAfter } = fields
    return { ca, tbs, serialNumber, notBefore, notAfter }
  }

  async function record(prepared: ReturnType<typeof prepare>, request: LeafRequest): Promise<Recorded> {
    const { ca, tbs, serialNumber, notAfter } = prepared
    const issuanceKey = request.key
    try {
      await storage.transaction((tx) =>
        tx.serials.insert({ caId: ca.id, serialNumber, issuanceKey, tbs, notAfter, createdAt: clock.now() }),
      )
      return { ca, tbs }
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind !== 'conflict') throw error
      return recordedBefore(request, error)
    }
  }

  /** An issuance that somebody began: a crash stopped it, or another node is at it. Its bytes are finished, not ours. */
  async function recordedBefore(request: LeafRequest, conflict: ServiceError): Promise<Recorded> {
    // In a transaction, because it is answered after the commit of the row that was in the way, never before.
    const serial = await storage.transaction((tx) => tx.serials.byIssuanceKey(request.key))
    // The other possible conflict: a serial number drawn twice. With 126 random bits the generator is broken.
    if (serial === undefined) throw new ServiceError('serverInternal', 'a serial number repeated', { cause: conflict })
    const { tbs } = serial
    if (serial.revokedAt !== null) {
      throw new ServiceError('issuerRejected', 'the certificate was revoked before it was finished')
    }
    if (tbs === null) throw new ServiceError('conflict', 'the certificate was issued and stored by another process')
    if (!tbs.includes(request.publicKey.spki)) throw otherKey()
    const ca = authorities.byId(serial.caId)
    if (!isStale(ca, serial, tbs, request)) return { ca, tbs }
    await retire(serial)
    return await record(prepare(request), request)
  }

  /**
   * What was recorded before a long stop is not signed any more: its notBefore lies too far back (an hour is ours, BR
   * 7.1.2.7 has 48), or a rule has changed since. A lint at today's time finds the second.
   */
  function isStale(ca: SigningAuthority, serial: Serial, tbs: Buffer, request: LeafRequest): boolean {
    const now = clock.now()
    if (now - serial.createdAt > hour) return true
    return lint(tbs, (profiles.get(ca.id) as LeafProfile).lintContext(request, now)).length > 0
  }

  /** A signature over the old bytes may exist: its serial is revoked, and the next CRL says so. */
  async function retire({ caId, serialNumber }: Serial): Promise<void> {
    const now = clock.now()
    await storage.transaction(async (tx) => {
      if (!(await tx.serials.retire(caId, serialNumber, now))) return
      await tx.jobs.enqueue({ kind: 'publish-crl', key: `crl:${caId}`, payload: { caId }, runAt: now })
    })
  }
}

function answerOf(
  { chain, chainId }: SigningAuthority,
  der: Buffer,
  { serialNumber, notBefore, notAfter }: Pick<IssuedCertificate, 'serialNumber' | 'notBefore' | 'notAfter'>,
): IssuedLeaf {
  return { certificate: { serialNumber, notBefore, notAfter, der, chainId }, chain }
}

function assertSameKey(answer: IssuedLeaf, { publicKey }: LeafRequest): IssuedLeaf {
  if (!answer.certificate.der.includes(publicKey.spki)) throw otherKey()
  return answer
}

/** A fault of ours: a certificate's id was given to another request. */
const otherKey = (): ServiceError =>
  new ServiceError('serverInternal', 'this issuance key was used for another public key')
