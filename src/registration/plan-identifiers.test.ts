import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { catalogue, type ErrorKind, ServiceError } from '../core/index.ts'
import * as policy from '../policy/index.ts'
import type { RegistrationContext } from './context.ts'
import { type NamesRequest, planIdentifiers } from './plan-identifiers.ts'

const context = { policy, clock: fakeClock() } as unknown as RegistrationContext
const plan = (request: Partial<NamesRequest>) =>
  planIdentifiers(context, {
    class: catalogue.ssl123dv,
    names: ['a.shop.example.com'],
    emails: [],
    method: 'dns-txt',
    scope: 'base',
    autofill: true,
    ...request,
  }).identifiers
const isKind = (kind: ErrorKind, field: string) => (error: unknown) =>
  error instanceof ServiceError && error.kind === kind && error.field === field

test('a name is proven by the parent that is named for it, and its free alternative with it', () => {
  const names = plan({ controlDomains: ['shop.example.com'] })
  assert.deepEqual(
    names.map(({ identifier, scopeDomain }) => [identifier, scopeDomain]),
    [
      ['a.shop.example.com', 'shop.example.com'],
      ['www.a.shop.example.com', 'shop.example.com'],
    ],
  )
})

test('a name without one is proven by the scope', () => {
  const names = plan({ names: ['a.example.com', 'b.example.com'], controlDomains: [undefined, 'b.example.com'] })
  const domains = new Map(names.map(({ identifier, scopeDomain }) => [String(identifier), String(scopeDomain)]))
  assert.equal(domains.get('a.example.com'), 'example.com')
  assert.equal(domains.get('www.a.example.com'), 'example.com')
  assert.equal(domains.get('b.example.com'), 'b.example.com')
  assert.equal(domains.get('www.b.example.com'), 'b.example.com')
})

test('mail goes to the domain that is to be proven, and an address elsewhere contradicts it', () => {
  const [first] = plan({ method: 'email', controlDomains: ['shop.example.com'] })
  assert.equal(first?.email, 'hostmaster@shop.example.com')
  const request = { method: 'email', controlDomains: ['shop.example.com'], emails: ['admin@example.com'] } as const
  assert.throws(() => plan(request), isKind('notAllowed', 'emails[0]'))
})

test('a domain that proves nothing, or that has no name, is refused', () => {
  assert.throws(() => plan({ controlDomains: ['b.example.com'] }), isKind('notAllowed', 'controlDomains[0]'))
  assert.throws(() => plan({ controlDomains: ['com'] }), isKind('rejectedIdentifier', 'controlDomains[0]'))
  assert.throws(() => plan({ controlDomains: [undefined, 'example.com'] }), isKind('malformed', 'controlDomains[1]'))
})
