import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ServiceError } from '../core/index.ts'
import { formatName } from '../x509/index.ts'
import type { OrganizationData } from '../core/index.ts'
import { leafSubject } from './subject.ts'

const organization: OrganizationData = {
  name: 'Beispiel GmbH',
  dba: '',
  street: 'Hauptstraße 1',
  zip: '10115',
  city: 'Berlin',
  state: '',
  country: 'de',
  phone: '+49.301234567',
  email: 'info@example.com',
  category: 'Private Organization',
}
const registered: OrganizationData = {
  ...organization,
  registrationNumber: 'HRB 12345',
  jurisdictionCountry: 'DE',
  jurisdictionLocality: 'Charlottenburg',
}

describe('the subject of a certificate', () => {
  it('is the common name alone for DV, and empty where the name has more than 64 octets', () => {
    assert.equal(formatName(leafSubject('dv', 'example.com', organization)), 'CN = example.com')
    assert.equal(leafSubject('dv', `${'a'.repeat(60)}.com`, null).rdns.length, 1)
    assert.equal(leafSubject('dv', `${'a'.repeat(61)}.com`, null).rdns.length, 0)
  })

  it('names the verified organization for OV', () => {
    const subject = formatName(leafSubject('ov', 'example.com', organization))
    for (const part of ['C = DE', 'L = Berlin', 'O = Beispiel GmbH', 'CN = example.com'])
      assert.ok(subject.includes(part), part)
    assert.ok(!subject.includes('ST = '))
  })

  it('says for EV where the organization is registered, and as what', () => {
    const subject = formatName(leafSubject('ev', 'example.com', registered))
    for (const part of ['HRB 12345', 'Private Organization', 'Charlottenburg', 'DE']) {
      assert.ok(subject.includes(part), part)
    }
  })

  it('refuses EV, and says what is missing, when the registration is not known', () => {
    refuses(() => leafSubject('ev', 'example.com', organization), /registration number; country of registration/)
    refuses(() => leafSubject('ev', 'example.com', { ...registered, category: 'shop' }), /category \(one of: Private/)
  })

  it('refuses OV without organization, name, country or place', () => {
    refuses(() => leafSubject('ov', 'example.com', null), /organization is missing/)
    refuses(() => leafSubject('ov', 'example.com', { ...organization, name: ' ' }), /name is missing/)
    refuses(() => leafSubject('ov', 'example.com', { ...organization, country: 'Germany' }), /two-letter/)
    refuses(() => leafSubject('ov', 'example.com', { ...organization, city: '' }), /city or state/)
  })

  it('refuses what does not fit instead of cutting it', () => {
    refuses(() => leafSubject('ov', 'example.com', { ...organization, name: 'ß'.repeat(65) }), /longer than 64/)
    assert.ok(leafSubject('ov', 'example.com', { ...organization, name: '🦭'.repeat(64) }))
  })

  it('refuses a registration number that a PrintableString cannot hold', () => {
    refuses(() => leafSubject('ev', 'example.com', { ...registered, registrationNumber: 'Nº 5' }), /serialNumber/)
  })
})

function refuses(make: () => unknown, detail: RegExp): void {
  assert.throws(make, (error: ServiceError) => {
    assert.ok(error instanceof ServiceError)
    assert.equal(error.kind, 'issuerRejected')
    assert.match(error.detail, detail)
    return true
  })
}
