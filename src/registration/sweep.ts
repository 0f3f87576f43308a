import { catalogue, day, type Instant, ruleAt, type SweepName } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'
import { failCertificate } from './fail-certificate.ts'
import { settleKey } from './request-certificate.ts'
import { revocationKey } from './settle-revocation.ts'

/** How often each sweep runs over all nodes, in milliseconds. */
export const sweepPeriods = {
  intents: 10_000,
  crls: 60_000,
  expiry: 60_000,
  'clean-up': 3_600_000,
} as const satisfies Record<SweepName, number>

/** Finds what is due and puts it in the queue: the net under everything that a crash can leave behind. */
export async function sweep(context: RegistrationContext, name: SweepName): Promise<void> {
  const now = context.clock.now()
  switch (name) {
    case 'intents':
      return await sweepIntents(context, now)
    case 'crls':
      return await sweepCrls(context, now)
    case 'expiry':
      return await sweepExpiry(context, now)
    case 'clean-up':
      return await cleanUp(context, now)
  }
}

const batch = 500
/** A request that is alive ends within this time; what is older was left behind. */
const leftBehindAfter = 15_000

async function sweepIntents(context: RegistrationContext, now: Instant): Promise<void> {
  const found = await context.storage.reader.certificates.leftBehind(now - leftBehindAfter, batch)
  if (found.length === 0) return
  await context.storage.transaction(async (tx) => {
    // In the order of validate-challenge.ts, which wakes the same requests.
    for (const { id: certificateId, status } of found.toSorted((a, b) => a.id - b.id)) {
      const payload = { certificateId }
      if (status === 'issuing') {
        await tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(certificateId), payload, runAt: now })
      } else {
        await tx.jobs.enqueue({ kind: 'settle-revocation', key: revocationKey(certificateId), payload, runAt: now })
      }
    }
    tx.afterCommit(() => context.wake())
  })
}

/** A CRL is replaced a day before it ends, whatever happened. */
async function sweepCrls(context: RegistrationContext, now: Instant): Promise<void> {
  const publishers = new Set(Object.values(catalogue).map((row) => context.issuerOf(row).crls))
  for (const crls of publishers) {
    for (const caId of (await crls?.due(now + day)) ?? []) {
      await context.storage.transaction((tx) =>
        tx.jobs.enqueue({ kind: 'publish-crl', key: `crl:${caId}`, payload: { caId }, runAt: now }),
      )
    }
  }
}

async function sweepExpiry(context: RegistrationContext, now: Instant): Promise<void> {
  const { certificates, orders } = context.storage.reader
  const endedCertificates = await certificates.ended(now, batch)
  const endedOrders = await orders.ended(now, batch)
  // What an order that ends still waits for can never be issued: it ends first, with its event and its refund.
  for (const id of endedOrders) {
    const open = await certificates.openOf(id)
    const loaded = open && (await certificates.withOrderById(open.id))
    if (loaded !== undefined) await failCertificate(context, loaded, 'the order has ended')
  }
  if (endedCertificates.length > 0 || endedOrders.length > 0) {
    await context.storage.transaction(async (tx) => {
      for (const id of endedCertificates)
        await tx.certificates.setStatus(id, ['valid'], 'expired', { at: now, by: system })
      for (const id of endedOrders)
        await tx.orders.setStatus(id, ['valid', 'reissuing', 'revoked'], 'expired', now, system)
    })
  }
  // A random value lives 30 days: who has not given proof by then never will (decision 12).
  for (const id of await certificates.hopeless(now - ruleAt('randomValueDays', now) * day, batch)) {
    const loaded = await certificates.withOrderById(id)
    if (loaded !== undefined) await failCertificate(context, loaded, loaded.certificate.problem ?? incomplete)
  }
}

const system = 'reseal'
const incomplete = 'what the request needs was not given within 30 days'

async function cleanUp(context: RegistrationContext, now: Instant): Promise<void> {
  // A job that failed too often is buried; its request is not.
  const pending = await context.storage.reader.certificates.hopeless(now, batch)
  await context.storage.transaction(async (tx) => {
    for (const certificateId of pending.toSorted((a, b) => a - b)) {
      const payload = { certificateId }
      await tx.jobs.enqueue({ kind: 'settle-certificate', key: settleKey(certificateId), payload, runAt: now })
    }
    await tx.idempotency.deleteBefore(now - day)
    await tx.sessions.deleteEnded(now, now - sessionIdle)
  })
}

const sessionIdle = 600_000
