import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CertificateStatus, certificateTransitions } from './certificate.ts'
import { ServiceError } from './errors.ts'
import { type OrderStatus, orderTransitions } from './order.ts'
import { assertCertificateTransition, assertOrderTransition } from './transitions.ts'

const orderStatuses = Object.keys(orderTransitions) as OrderStatus[]
const certificateStatuses = Object.keys(certificateTransitions) as CertificateStatus[]

/** Written out once more, so that a change of the table is a change of two places. */
const orderPairs = [
  'unsubmitted pending',
  'unsubmitted canceled',
  'pending valid',
  'pending canceling',
  'pending canceled',
  'pending invalid',
  'valid reissuing',
  'valid revoking',
  'valid revoked',
  'valid expired',
  'reissuing valid',
  'reissuing revoking',
  'reissuing revoked',
  'reissuing expired',
  'canceling canceled',
  'canceling pending',
  'revoking revoked',
  'revoking valid',
  'revoked expired',
]
const certificatePairs = [
  'pending issuing',
  'pending canceled',
  'pending invalid',
  'issuing valid',
  'issuing pending',
  'issuing invalid',
  'valid revoking',
  'valid revoked',
  'valid expired',
  'revoking revoked',
  'revoking valid',
]

test('of all pairs of order statuses exactly the listed ones are transitions', () => {
  const allowed = pairs(orderStatuses, assertOrderTransition)
  assert.deepEqual(allowed.toSorted(), orderPairs.toSorted())
})

test('of all pairs of certificate statuses exactly the listed ones are transitions', () => {
  const allowed = pairs(certificateStatuses, assertCertificateTransition)
  assert.deepEqual(allowed.toSorted(), certificatePairs.toSorted())
})

test('every order status is reached from unsubmitted, and every certificate status from pending', () => {
  assert.deepEqual(reached('unsubmitted', orderTransitions), new Set(orderStatuses))
  assert.deepEqual(reached('pending', certificateTransitions), new Set(certificateStatuses))
})

/** The pairs that pass; all others must throw wrongState and name both words. */
function pairs<S extends string>(statuses: readonly S[], assertTransition: (from: S, to: S) => void): string[] {
  const allowed: string[] = []
  for (const from of statuses) {
    for (const to of statuses) {
      try {
        assertTransition(from, to)
        allowed.push(`${from} ${to}`)
      } catch (error) {
        assert.ok(error instanceof ServiceError)
        assert.equal(error.kind, 'wrongState')
        assert.ok(error.detail.includes(from) && error.detail.includes(to))
      }
    }
  }
  return allowed
}

function reached<S extends string>(start: S, table: Readonly<Record<S, readonly S[]>>): Set<S> {
  const seen = new Set<S>([start])
  for (const status of seen) for (const next of table[status]) seen.add(next)
  return seen
}
