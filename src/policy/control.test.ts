import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ControlMethod, catalogue, type ErrorKind, type Identifier, ServiceError } from '../core/index.ts'
import { assertMethod, assertProvable, parseControlDomain, provesIdentifier, scopeDomain } from './control.ts'
import { parseIdentifier } from './identifiers.ts'

const name = (text: string) => parseIdentifier(text, 'names[0]')
const now = Date.parse('2026-11-23T00:00:00Z')
const isKind = (kind: ErrorKind, field: string) => (error: unknown) =>
  error instanceof ServiceError && error.kind === kind && error.field === field

test('the dcv domain is the registrable domain by base, and the name without its *. by fqdn', () => {
  assert.equal(scopeDomain(name('*.shop.example.co.uk'), 'base'), 'example.co.uk')
  assert.equal(scopeDomain(name('*.shop.example.co.uk'), 'fqdn'), 'shop.example.co.uk')
  assert.equal(scopeDomain(name('www.example.com'), 'base'), scopeDomain(name('example.com'), 'base'))
})

test('a parent up to the registrable domain may be named to prove a name', () => {
  const parse = (text: string) => parseControlDomain(text, name('*.a.shop.example.co.uk'), 'controlDomains[0]')
  for (const domain of ['a.shop.example.co.uk', 'Shop.Example.co.uk', 'example.co.uk']) {
    assert.equal(parse(domain), domain.toLowerCase())
  }
  for (const domain of ['b.shop.example.co.uk', 'op.example.co.uk', 'example.com', '*.a.shop.example.co.uk']) {
    assert.throws(() => parse(domain), isKind('notAllowed', 'controlDomains[0]'))
  }
  assert.throws(() => parse('co.uk'), isKind('rejectedIdentifier', 'controlDomains[0]'))
})

test('a wildcard is never proven by file', () => {
  for (const method of ['http', 'https'] as const) {
    assert.throws(() => assertProvable(name('*.example.com'), method, 'method'), isKind('invalidProfile', 'method'))
    assertProvable(name('example.com'), method, 'method')
  }
  for (const method of ['dns-txt', 'dns-cname', 'email'] as const)
    assertProvable(name('*.example.com'), method, 'method')
})

test('a class takes the methods of its row, and e-mail only until 2028-03-15', () => {
  assertMethod(catalogue.ssl123dv, 'dns-txt', now, 'method')
  assert.throws(
    () => assertMethod(catalogue.positivessldv, 'dns-txt', now, 'method'),
    isKind('invalidProfile', 'method'),
  )
  const end = Date.parse('2028-03-15T00:00:00Z')
  assertMethod(catalogue.ssl123dv, 'email', end - 1, 'method')
  assert.throws(() => assertMethod(catalogue.ssl123dv, 'email', end, 'method'), isKind('invalidProfile', 'method'))
})

const proves = (at: string, method: ControlMethod, text: string): boolean =>
  provesIdentifier({ identifier: at as Identifier, method }, name(text))

test('a file proves exactly the name it was fetched from', () => {
  for (const method of ['http', 'https'] as const) {
    assert.equal(proves('example.com', method, 'example.com'), true)
    assert.equal(proves('example.com', method, 'www.example.com'), false)
    assert.equal(proves('www.example.com', method, 'example.com'), false)
    assert.equal(proves('example.com', method, '*.example.com'), false)
  }
})

test('a DNS or e-mail proof covers the name and all below it, wildcards too, and nothing above or beside', () => {
  for (const method of ['dns-txt', 'dns-cname', 'email'] as const) {
    assert.equal(proves('example.com', method, 'example.com'), true)
    assert.equal(proves('example.com', method, 'a.b.example.com'), true)
    assert.equal(proves('example.com', method, '*.example.com'), true)
    assert.equal(proves('a.example.com', method, '*.a.example.com'), true)
    assert.equal(proves('a.example.com', method, '*.example.com'), false)
    assert.equal(proves('a.example.com', method, 'example.com'), false)
    assert.equal(proves('a.example.com', method, 'b.example.com'), false)
    assert.equal(proves('example.com', method, 'badexample.com'), false)
  }
})

test('no proof reaches over a public suffix, were one ever stored there', () => {
  for (const suffix of ['com', 'co.uk', 'github.io']) {
    assert.equal(proves(suffix, 'dns-txt', `example.${suffix}`), false)
    assert.equal(proves(suffix, 'email', `*.example.${suffix}`), false)
  }
})
