import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { day, systemClock } from '../../src/core/index.ts'
import { encodePem, generateKey, randomSerialNumber } from '../../src/x509/index.ts'
import type { FakeClock } from './fake-clock.ts'
import { leafRequest, names, openSandboxCa, type SandboxCa } from './sandbox-ca.ts'

// Writes what the platform's CA makes, for judges that know nothing of it: `node write-pki.ts <folder>` leaves there the
// certificates and CRLs of all CAs in PEM, subscribers' certificates of every kind, and pki.json, which says what is what.

export interface WrittenPki {
  /** Ids of issuing CAs: `<id>.pem` and `<id>.crl.pem` are there, and the same of the root, `root`. */
  readonly issuing: readonly { readonly id: string; readonly crlEntries: number }[]
  readonly root: string
  /** `<file>.pem`, by the issuing CA `ca`; two names each. */
  readonly leaves: readonly {
    readonly file: string
    readonly ca: string
    readonly identifiers: readonly string[]
    readonly revoked: boolean
  }[]
}

const crlEntries = new Map([
  ['d-ec-1', 1],
  ['s-rsa-1', 3_000],
])

async function writePki(folder: string): Promise<void> {
  // Judges compare with the machine's clock.
  const clock: FakeClock = { now: () => systemClock.now(), set() {}, advance() {} }
  await using sandbox = await openSandboxCa({ clock })
  const { ca, storage } = sandbox

  const leaves: WrittenPki['leaves'][number][] = []
  for (const brand of ['DigiCert', 'Sectigo'] as const) {
    for (const spec of ['rsa-2048', 'rsa-3072', 'P-256', 'P-384', 'P-521'] as const) {
      const file = `${brand[0]}-${spec}`.toLowerCase()
      const identifiers = names(`www.${file}.reseal-sandbox.com`, `*.${file}.reseal-sandbox.com`)
      const { publicKey } = await generateKey(spec)
      const paidUntil = clock.now() + 365 * day
      const change = { class: { validation: 'dv', ca: brand }, publicKey, identifiers, paidUntil } as const
      const { certificate } = await ca.issue(await leafRequest(file, change))
      // One per CA that has a CRL with entries.
      const revoked = file === 'd-p-256' || file === 's-rsa-2048'
      if (revoked) await ca.revoke({ key: file, reason: 'keyCompromise', at: clock.now() })
      const row = await storage.reader.serials.byIssuanceKey(file)
      leaves.push({ file, ca: row?.caId ?? '', identifiers, revoked })
      writeFileSync(join(folder, `${file}.pem`), encodePem('CERTIFICATE', certificate.der))
    }
  }

  for (const [id, count] of crlEntries) await revokeUpTo(count, id, sandbox)
  for (const { id, certificate } of ca.authorities.all) {
    await ca.crls.publish(id)
    const crl = await storage.reader.authorities.crl(id)
    writeFileSync(join(folder, `${id}.pem`), encodePem('CERTIFICATE', certificate.der))
    writeFileSync(join(folder, `${id}.crl.pem`), encodePem('X509 CRL', crl?.der ?? Buffer.of()))
  }
  const issuing = ca.authorities.all
    .filter(({ parentId }) => parentId !== null)
    .map(({ id }) => ({ id, crlEntries: crlEntries.get(id) ?? 0 }))
  const written: WrittenPki = { issuing, root: 'tls-r1', leaves }
  writeFileSync(join(folder, 'pki.json'), JSON.stringify(written))
}

/** Fills a CA's list with serials that were never signed: the certificates themselves do not matter to a CRL. */
async function revokeUpTo(count: number, caId: string, { storage, clock }: SandboxCa): Promise<void> {
  const now = clock.now()
  const existing = await storage.reader.serials.revoked(caId, now)
  await storage.transaction(async (tx) => {
    for (let i = existing.length; i < count; i++) {
      const serialNumber = randomSerialNumber()
      const issuanceKey = `filler:${caId}:${i}`
      await tx.serials.insert({ caId, serialNumber, issuanceKey, tbs: null, notAfter: now + 100 * day, createdAt: now })
      await tx.serials.revoke(caId, serialNumber, now, i % 2 === 0 ? 'superseded' : 'unspecified')
    }
  })
}

if (import.meta.main) await writePki(process.argv[2] ?? '.')
