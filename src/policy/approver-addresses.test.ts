import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceError } from '../core/index.ts'
import { approverAddresses, defaultApproverAddress, parseApproverAddress } from './approver-addresses.ts'
import { parseIdentifier } from './identifiers.ts'

const name = (text: string) => parseIdentifier(text, 'names[0]')

test('the five addresses of seed 9.1.5 may approve a registrable domain', () => {
  const addresses = approverAddresses(name('example.com')).map(({ address }) => address)
  const seed = ['postmaster', 'administrator', 'hostmaster', 'admin', 'webmaster']
  assert.deepEqual(addresses.toSorted(), seed.map((localPart) => `${localPart}@example.com`).toSorted())
})

test('a deeper name may be approved at itself and at each parent, its own addresses first', () => {
  const addresses = approverAddresses(name('*.api.example.co.uk'))
  assert.equal(addresses.length, 10)
  assert.deepEqual(addresses[0], { address: 'admin@api.example.co.uk', authorizationDomain: 'api.example.co.uk' })
  assert.deepEqual(addresses[9], { address: 'webmaster@example.co.uk', authorizationDomain: 'example.co.uk' })
})

test('without an address the mail goes to the hostmaster of the dcv domain', () => {
  assert.equal(defaultApproverAddress(name('example.com')), 'hostmaster@example.com')
})

test('an address is read in any case and with U-labels, and says what it proves', () => {
  assert.deepEqual(parseApproverAddress(' Admin@Example.COM ', name('www.example.com'), 'emails[0]'), {
    address: 'admin@example.com',
    authorizationDomain: 'example.com',
  })
  assert.deepEqual(parseApproverAddress('webmaster@BÜCHER.de', name('*.bücher.de'), 'emails[0]'), {
    address: 'webmaster@xn--bcher-kva.de',
    authorizationDomain: 'xn--bcher-kva.de',
  })
})

test('every address that is listed is accepted', () => {
  for (const text of ['example.com', '*.a.b.example.org', 'x.github.io']) {
    for (const listed of approverAddresses(name(text))) {
      assert.deepEqual(parseApproverAddress(listed.address, name(text), 'emails[0]'), listed)
    }
  }
})

test('other local parts, other domains, names below and public suffixes approve nothing', () => {
  const addresses = [
    'info@example.com',
    'admin@example.net',
    'admin@a.www.example.com',
    'admin@com',
    'admin@[192.0.2.1]',
  ]
  for (const address of [
    ...addresses,
    'a@admin@evil.com',
    'admin@example.com\r\nBcc: x@y.com',
    '"admin"@example.com',
  ]) {
    assert.throws(
      () => parseApproverAddress(address, name('www.example.com'), 'emails[2]'),
      (error) => error instanceof ServiceError && error.kind === 'notAllowed' && error.field === 'emails[2]',
      address,
    )
  }
})

test('what is no address is malformed', () => {
  for (const text of ['', 'admin', '@example.com', 'admin@']) {
    assert.throws(
      () => parseApproverAddress(text, name('example.com'), 'emails[0]'),
      (error) => error instanceof ServiceError && error.kind === 'malformed',
    )
  }
})
