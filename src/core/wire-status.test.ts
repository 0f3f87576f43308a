import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CertificateStatus } from './certificate.ts'
import type { OrderStatus } from './order.ts'
import {
  certificateStatusWords,
  certificateWords,
  orderStatusWords,
  orderWords,
  type StatusWords,
  type WaitsFor,
} from './wire-status.ts'

/** PRODUCT.md, "One table in core maps every state to all five wires", word for word. */
const product = `
| bought, not submitted | processing | REQUESTED | pending | PAI | Pending |
| waits for approval / CSR / proof / organization | processing | REQUESTED, PROCESSING | needs_approval / needs_csr / pending | REQ | Pending |
| issued | active | ACTIVE | issued | ACT | Active |
| reissue under way | order processing, old certificate active | ACTIVE, new sub REQUESTED | reissue_pending | REQ | Pending |
| revocation or cancellation under way | revoke_processing, cancel_processing | PROCESSING | unchanged, request pending | REJ | Pending |
| revoked (all certificates) | revoked | REVOKED | revoked | FAI | Revoked |
| cancelled before issuance | canceled | CANCELLED | canceled | FAI | Cancelled |
| refused or given up | failed | CANCELLED | rejected | FAI | Failed |
| ended | expired | EXPIRED | expired | EXP | Expired |
`
const rows = product
  .trim()
  .split('\n')
  .map((line) => line.slice(2, -2).split(' | '))

/** The rows' states in their order, and where a cell says more than one word, what it says of which. */
const states: readonly (readonly [OrderStatus, string, WaitsFor?, Partial<Record<keyof StatusWords, string>>?])[] = [
  ['unsubmitted', 'bought, not submitted'],
  ['pending', rowOf(1), 'approval', { centralnicLegacy: 'REQUESTED', digicert: 'needs_approval' }],
  ['pending', rowOf(1), 'csr', { centralnicLegacy: 'REQUESTED', digicert: 'needs_csr' }],
  ['pending', rowOf(1), 'proof', { centralnicLegacy: 'REQUESTED', digicert: 'pending' }],
  ['pending', rowOf(1), 'organization', { centralnicLegacy: 'PROCESSING', digicert: 'pending' }],
  ['valid', 'issued'],
  ['reissuing', 'reissue under way', 'proof', { centralnic: 'processing', centralnicLegacy: 'ACTIVE' }],
  ['revoking', rowOf(4), 'proof', { centralnic: 'revoke_processing', digicert: 'issued' }],
  ['canceling', rowOf(4), 'proof', { centralnic: 'cancel_processing', digicert: 'pending' }],
  ['revoked', 'revoked (all certificates)'],
  ['canceled', 'cancelled before issuance'],
  ['invalid', 'refused or given up'],
  ['expired', 'ended'],
]
const wires = ['centralnic', 'centralnicLegacy', 'digicert', 'openprovider', 'netim'] as const

for (const [status, state, waitsFor, split] of states) {
  test(`an order that is ${status} says what PRODUCT.md says of "${state}" (${waitsFor ?? 'no matter what it waits for'})`, () => {
    const row = rows.find(([first]) => first === state)
    assert.ok(row)
    const words = orderWords(status, waitsFor)
    for (const [i, wire] of wires.entries()) {
      const cell: string = row[i + 1] ?? ''
      const word: string = split?.[wire] ?? cell
      assert.equal(words[wire], word, wire)
      const unchanged = wire === 'digicert' && cell === 'unchanged, request pending'
      assert.ok(unchanged || cell.split(/[ ,/]+/).includes(words[wire]), `${words[wire]} stands in "${cell}"`)
    }
  })
}

test('the table of PRODUCT.md has no row, and the code no status, that the other lacks', () => {
  assert.deepEqual(new Set(states.map(([, state]) => state)), new Set(rows.map(([state]) => state)))
  assert.deepEqual(new Set(states.map(([status]) => status)), new Set(Object.keys(orderStatusWords)))
})

test('while an order is being reissued its old certificate is active and the new sub is REQUESTED', () => {
  assert.equal(certificateWords('valid', 'reissuing').centralnic, 'active')
  assert.equal(certificateWords('valid', 'reissuing').centralnicLegacy, 'ACTIVE')
  assert.equal(certificateWords('pending', 'reissuing').centralnic, 'processing')
  assert.equal(certificateWords('pending', 'reissuing').centralnicLegacy, 'REQUESTED')
})

test('a certificate that never was issued says cancel_processing while its order is being cancelled', () => {
  assert.equal(certificateWords('pending', 'canceling').centralnic, 'cancel_processing')
  assert.equal(certificateWords('pending', 'canceling').openprovider, 'REJ')
  assert.equal(certificateWords('pending', 'pending').centralnic, 'processing')
  assert.equal(certificateWords('canceled', 'canceling').centralnic, 'canceled')
})

test('where an order holds one certificate, both say the same words', () => {
  const same: [OrderStatus, CertificateStatus][] = [
    ['pending', 'pending'],
    ['valid', 'valid'],
    ['revoking', 'revoking'],
    ['revoked', 'revoked'],
    ['canceled', 'canceled'],
    ['invalid', 'invalid'],
    ['expired', 'expired'],
    ['canceling', 'pending'],
  ]
  for (const [order, certificate] of same) assert.deepEqual(certificateWords(certificate, order), orderWords(order))
})

test('CentralNic 2.0 prints for certificates exactly the words of seed 9.4.1', () => {
  const printed = new Set<string>(Object.values(certificateStatusWords).map((words) => words.centralnic))
  printed.add(certificateWords('issuing', 'canceling').centralnic)
  const listed = ['active', 'processing', 'expired', 'revoked', 'failed', 'canceled', 'cancel_processing']
  assert.deepEqual(printed, new Set([...listed, 'revoke_processing']))
})

function rowOf(index: number): string {
  return rows[index]?.[0] ?? ''
}
