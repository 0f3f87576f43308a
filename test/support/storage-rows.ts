import { type Authorization, day, type Identifier, type Instant, randomId, sha256Hex } from '../../src/core/index.ts'
import type { Authority, NewAccount, NewChallenge, NewOrder, Serial, Transaction } from '../../src/storage/index.ts'

/** Rows for tests of the storage: valid, and all different. */
export const t0: Instant = Date.parse('2026-11-23T12:00:00Z')

let numbers = 0
const next = () => ++numbers

export const name = (text: string) => text as Identifier

export function newAccount(change: Partial<NewAccount> = {}): NewAccount {
  const login = `account${next()}`
  return {
    login,
    parentId: null,
    passwordHash: '$argon2id$x',
    apiKeyHash: sha256Hex(login),
    currency: 'EUR',
    vatRate: 1600,
    creditLimit: null,
    createdAt: t0,
    ...change,
  }
}

export function newOrder(accountId: number, change: Partial<NewOrder> = {}): NewOrder {
  return {
    accountId,
    class: 'ssl123dv',
    status: 'pending',
    period: '1y',
    paidUntil: t0 + 365 * day,
    serverType: 'other',
    controlScope: 'base',
    paidNames: [name('example.com'), name('www.example.com')],
    contacts: { tech: [], organization: null, evApprover: [] },
    parentOrderId: null,
    createdAt: t0,
    createdBy: 'alice',
    ...change,
  }
}

type NewCertificate = Parameters<Transaction['certificates']['insert']>[0]

export function newCertificate(
  orderId: number,
  accountId: number,
  change: Partial<NewCertificate> = {},
): NewCertificate {
  return {
    orderId,
    accountId,
    status: 'pending',
    kind: 'request',
    identifiers: [
      { identifier: name('example.com'), scopeDomain: name('example.com'), method: 'dns-txt' },
      {
        identifier: name('www.example.com'),
        scopeDomain: name('example.com'),
        method: 'email',
        email: 'a@b.c',
      },
    ],
    csr: Buffer.from([0, 1, 2, 255]),
    keyHash: sha256Hex('key'),
    createdAt: t0,
    createdBy: 'alice',
    ...change,
  }
}

/** An account with an order and its first certificate. */
export async function seed(tx: Transaction): Promise<Seeded> {
  const accountId = await tx.accounts.insert(newAccount())
  const orderId = await tx.orders.insert(newOrder(accountId))
  const { id: certificateId } = await tx.certificates.insert(newCertificate(orderId, accountId))
  return { accountId, orderId, certificateId }
}

export interface Seeded {
  readonly accountId: number
  readonly orderId: number
  readonly certificateId: number
}

export function issued(change: { notAfter?: Instant; serialNumber?: string } = {}) {
  return {
    issuerId: 'embedded',
    serialNumber: '0abc',
    notBefore: t0,
    notAfter: t0 + 199 * day,
    der: Buffer.from([48, 130, 0, 255]),
    chainId: 'chain',
    ...change,
  }
}

export function newChallenge({ accountId, certificateId }: Seeded, change: Partial<NewChallenge> = {}): NewChallenge {
  return {
    id: randomId(),
    accountId,
    certificateId,
    authorizationDomain: name('example.com'),
    method: 'dns-txt',
    proof: { method: 'dns-txt', token: 'token' },
    createdAt: t0,
    expiresAt: t0 + 30 * day,
    ...change,
  }
}

export function newAuthorization(accountId: number, change: Partial<Authorization> = {}): Authorization {
  return {
    id: randomId(),
    accountId,
    identifier: name('example.com'),
    method: 'dns-txt',
    validatedAt: t0,
    challengeId: randomId(),
    ...change,
  }
}

export function newAuthority(id: string): Authority {
  return {
    id,
    parentId: null,
    name: `Reseal Sandbox ${id}`,
    brand: 'd',
    keyKind: 'ec',
    certificate: Buffer.from('certificate'),
    sealedKey: Buffer.from('sealed'),
    createdAt: t0,
  }
}

export function newSerial(caId: string, change: Partial<Serial> = {}): Omit<Serial, 'revokedAt' | 'reason'> {
  const number = next()
  return {
    caId,
    serialNumber: number.toString(16).padStart(4, '0'),
    issuanceKey: `certificate:${number}`,
    tbs: Buffer.from([48, 0, number & 255]),
    notAfter: t0 + 199 * day,
    createdAt: t0,
    ...change,
  }
}
