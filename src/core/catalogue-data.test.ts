import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classIds } from './catalogue.ts'
import { catalogue, parseClassId, parseLegacyClass } from './catalogue-data.ts'

/**
 * Seed 004 sections 9.3.1 to 9.3.5 as reference section 7 corrects them: class, CA, type; wildcard, SAN, included names,
 * free alternatives; DNS-TXT; contacts tech/organization/EV approver; refund on cancel, immediate issuance.
 */
const matrix = `
geotrustflexdv          DigiCert dv 1 1 1 250 1 100 1 1
geotrusttruebizidev     DigiCert ev 0 1 1 250 1 011 1 0
geotrusttruebizidov     DigiCert ov 1 1 1 250 1 010 1 0
rapidssldv              DigiCert dv 1 0 1 250 1 100 1 1
securesiteflexev        DigiCert ev 0 1 1 250 1 011 1 0
securesiteflexov        DigiCert ov 1 1 1 250 1 010 1 0
securesiteproev         DigiCert ev 0 1 1 250 1 011 1 0
securesiteproov         DigiCert ov 1 1 1 250 1 010 1 0
ssl123dv                DigiCert dv 1 1 1   3 1 100 1 1
webserverev             DigiCert ev 0 1 1 250 1 011 1 0
webserverov             DigiCert ov 1 1 1 250 1 010 1 0
instantsslov            Sectigo  ov 1 0 1   1 0 110 0 0
multidomaindv           Sectigo  dv 1 1 3   0 0 100 0 0
multidomainev           Sectigo  ev 0 1 3   0 0 111 0 0
multidomainov           Sectigo  ov 1 1 3   0 0 110 0 0
positivessldv           Sectigo  dv 1 0 1   1 0 100 0 0
premiumov               Sectigo  ov 0 0 1   1 0 110 0 0
singledomainev          Sectigo  ev 0 0 1   1 0 111 0 0
unifiedcommunicationsdv Sectigo  dv 1 1 3   0 0 100 0 0
unifiedcommunicationsov Sectigo  ov 1 1 3   0 0 110 0 0
`

test('the catalogue is the matrix of the seed, corrected', () => {
  const bit = (value: boolean): string => (value ? '1' : '0')
  const printed = classIds.map((id) => {
    const row = catalogue[id]
    const contacts = [row.contacts.tech, row.contacts.organization, row.contacts.evApprover]
    return [
      row.id,
      row.ca,
      row.validation,
      bit(row.wildcard),
      bit(row.san),
      row.includedNames,
      row.freeAlternatives,
      bit(row.methods.includes('dns-txt')),
      contacts.map((demand) => bit(demand === 'MANDATORY')).join(''),
      bit(row.refundOnCancel),
      bit(row.immediateIssuance),
    ].join(' ')
  })
  assert.deepEqual(printed, matrix.trim().replace(/ +/g, ' ').split('\n'))
})

test('every class takes e-mail, CNAME, HTTP and HTTPS, one year, and 250 names or one', () => {
  for (const id of classIds) {
    const { methods, periods, maxNames, san } = catalogue[id]
    for (const method of ['email', 'dns-cname', 'http', 'https'] as const) assert.ok(methods.includes(method))
    assert.deepEqual(periods, ['1y'])
    assert.equal(maxNames, san ? 250 : 1)
  }
})

test('prefixes are two capitals, unique, and never end in the O that marks an order', () => {
  const prefixes = classIds.map((id) => catalogue[id].prefix)
  assert.equal(new Set(prefixes).size, prefixes.length)
  for (const prefix of prefixes) assert.match(prefix, /^[A-Z][A-NP-Z]$/)
  assert.equal(catalogue.ssl123dv.prefix, 'DK')
  assert.equal(catalogue.rapidssldv.prefix, 'DD')
})

test('no wire calls two products by one name', () => {
  for (const wire of ['digicert', 'openprovider', 'netim', 'centralnicLegacy'] as const) {
    const names = classIds.flatMap((id) => [catalogue[id].names[wire], catalogue[id].wildcardNames[wire]])
    const given = names.filter((name) => name !== null)
    assert.equal(new Set(given).size, given.length, wire)
  }
  for (const id of classIds) {
    assert.ok(catalogue[id].names.digicert && catalogue[id].names.openprovider && catalogue[id].names.netim)
    assert.ok((catalogue[id].names.netim ?? '').length <= 20)
  }
})

test('ssl123dv costs what the seed prints', () => {
  assert.equal(catalogue.ssl123dv.prices.base, 4200)
  assert.equal(catalogue.ssl123dv.prices.san, 2800)
})

test('prices are whole, a wildcard never costs less than a name, and adding one later never less than at once', () => {
  for (const id of classIds) {
    const { base, san, wildcardbase, wildcardsan } = catalogue[id].prices
    for (const price of [base, san, wildcardbase, wildcardsan]) assert.ok(Number.isSafeInteger(price) && price > 0, id)
    assert.ok(base <= wildcardbase && san <= wildcardsan && san <= base && wildcardsan <= wildcardbase, id)
    assert.ok(wildcardbase + san <= base + wildcardsan, id)
  }
})

test('a class is read in any case and in every spelling of the manual', () => {
  for (const id of classIds) assert.equal(parseClassId(` ${id.toUpperCase()} `), id)
  assert.equal(parseClassId('securesiteproof'), 'securesiteproov')
  assert.equal(parseClassId('geotrusttruebizidv'), 'geotrusttruebizidov')
  assert.equal(parseClassId('POSITIVESLDV'), 'positivessldv')
  assert.equal(parseClassId('POSITIVSSLDV'), 'positivessldv')
  assert.equal(parseClassId('instantssl'), 'instantsslov')
  for (const text of ['', 'ssl123', 'constructor', '__proto__']) assert.equal(parseClassId(text), undefined)
})

test('a class of API 1.0 is read, the wildcard ones as such', () => {
  assert.deepEqual(parseLegacyClass('SSL123'), { id: 'ssl123dv', wildcard: false })
  assert.deepEqual(parseLegacyClass('RapidSSLwc'), { id: 'rapidssldv', wildcard: true })
  assert.deepEqual(parseLegacyClass('multidomainev'), { id: 'multidomainev', wildcard: false })
  assert.equal(parseLegacyClass('ssl123dv'), undefined)
  assert.equal(parseLegacyClass(''), undefined)
})
