import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DecodedResponse, firstValue } from '../../src/protocols/centralnic/index.ts'
import { fakeValidator } from '../support/fake-validator.ts'
import { newCsr } from '../support/keys.ts'
import { bob, startTestApp, type TestApp } from '../support/test-app.ts'

/** Reference section 3.4: P- and O-handles, and the contacts that orders make of them. */
describe('handles', () => {
  let app: TestApp
  before(async () => {
    app = await startTestApp({ validator: fakeValidator() })
  })
  after(() => app.close())

  const person = {
    firstname: 'Jane',
    lastname: 'Doe',
    title: 'CEO',
    organization: 'Example Ltd',
    street0: '1 Main Street',
    street1: 'Floor 2',
    city: 'London',
    zip: 'W1 1AA',
    country: 'gb',
    phone: '+44.2071234567',
    email: 'jane@example.com',
  }
  const { firstname: _first, lastname: _last, ...organization } = person

  it('are persons where a person is named, and organizations where none is', async () => {
    const added = await app.call('AddContact', { ...person, preverify: '1', autodelete: '1', new: '0' })
    assert.equal(added.code, 200, added.description)
    assert.match(firstValue(added, 'contact') ?? '', /^P-[A-Z]{3}\d{7,}$/)
    assert.equal(firstValue(added, 'validated'), '1')
    assert.equal(firstValue(added, 'verified'), '0')
    assert.equal(firstValue(added, 'verification requested'), '0')
    const other = await app.call('AddContact', organization)
    assert.match(firstValue(other, 'contact') ?? '', /^O-[A-Z]{3}\d{7,}$/)
    assert.equal(other.properties.has('verification requested'), false)
  })

  it('are found again by the same data, however it is written, unless a new one is wanted', async () => {
    const first = firstValue(await app.call('AddContact', person), 'contact')
    const same = { ...person, country: 'GB', phone: '+44 20 7123 4567', city: ' London ' }
    assert.equal(firstValue(await app.call('AddContact', same), 'contact'), first)
    assert.notEqual(firstValue(await app.call('AddContact', { ...person, new: '1' }), 'contact'), first)
    assert.notEqual(firstValue(await app.call('AddContact', person, bob), 'contact'), first)
  })

  it('are only looked for with CHECKONLY', async () => {
    const checked = await app.call('AddContact', { ...person, lastname: 'Roe', checkonly: '1' })
    assert.equal(checked.code, 200)
    assert.equal(checked.properties.has('contact'), false)
    const added = await app.call('AddContact', { ...person, lastname: 'Roe' })
    const again = await app.call('AddContact', { ...person, lastname: 'Roe', checkonly: '1' })
    assert.equal(firstValue(again, 'contact'), firstValue(added, 'contact'))
  })

  it('print what was kept', async () => {
    const contact = firstValue(await app.call('AddContact', { ...person, autodelete: '0', new: '1' }), 'contact') ?? ''
    const status = await app.call('StatusContact', { contact })
    const { 'created date': created, 'updated date': updated, ...rest } = Object.fromEntries(status.properties)
    assert.match(created?.[0] ?? '', /\.0$/)
    assert.deepEqual(updated, created)
    assert.deepEqual(rest, {
      'auto delete': ['0'],
      city: ['London'],
      contact: [contact],
      country: ['GB'],
      'created by': ['alice'],
      email: ['jane@example.com'],
      fax: [''],
      'first name': ['Jane'],
      'last name': ['Doe'],
      'middle name': [''],
      organization: ['Example Ltd'],
      phone: ['+44.2071234567'],
      registrar: ['alice'],
      state: [''],
      status: ['clientDeleteProhibited'],
      street: ['1 Main Street', 'Floor 2'],
      title: ['CEO'],
      'updated by': ['alice'],
      validated: ['1'],
      verified: ['0'],
      zip: ['W1 1AA'],
    })
  })

  it('are refused with the name of what is missing or wrong, and nothing is kept', async () => {
    const { street0: _street, ...withoutStreet } = person
    const before = firstValue(await app.call('AddContact', { ...person, new: '1' }), 'contact') ?? ''
    refused(await app.call('AddContact'), 504, 'EMAIL')
    refused(await app.call('AddContact', { ...person, lastname: '' }), 504, 'LASTNAME')
    refused(await app.call('AddContact', withoutStreet), 504, 'STREET0')
    refused(await app.call('AddContact', { ...person, country: 'XX' }), 541, 'COUNTRY')
    refused(await app.call('AddContact', { ...person, phone: 'call me' }), 541, 'PHONE')
    refused(await app.call('AddContact', { ...person, email: 'jane' }), 541, 'EMAIL')
    refused(await app.call('AddContact', { ...person, street1: 'x'.repeat(256) }), 541, 'STREET1')
    refused(await app.call('AddContact', { ...person, new: 'yes' }), 505, 'NEW')
    refused(await app.call('AddContact', { ...person, colour: 'blue' }), 503, 'COLOUR')
    refused(await app.call('StatusContact'), 504, 'CONTACT')
    refused(await app.call('StatusContact', { contact: 'nonsense' }), 545, 'CONTACT')
    const after = firstValue(await app.call('AddContact', { ...person, new: '1' }), 'contact') ?? ''
    assert.equal(Number(after.slice(5)), Number(before.slice(5)) + 1)
  })

  it('of another account are answered like unknown ones, in orders too', async () => {
    const contact = firstValue(await app.call('AddContact', person), 'contact') ?? ''
    const foreign = await app.call('StatusContact', { contact }, bob)
    assert.equal(foreign.code, 545)
    const absent = await app.call('StatusContact', { contact: 'P-RSL99999999' }, bob)
    assert.deepEqual([foreign.code, foreign.description], [absent.code, absent.description])
    // The same number of the other kind is another handle.
    assert.equal((await app.call('StatusContact', { contact: contact.replace('P-', 'O-') })).code, 545)
    const { lines } = await newCsr('handles.com')
    const order = { class: 'ssl123dv', csr: lines, domain0: 'handles.com' }
    refused(await app.call('AddCertificate', { ...order, techcontact0: contact }, bob), 545, 'TECHCONTACT0')
    const own = await app.call('AddCertificate', { ...order, techcontact0: contact })
    assert.match(firstValue(own, 'techcontact') ?? '', /^CC-\d{8}$/)
    const wrong = { ...order, class: 'webserverov', organizationphandle: contact.replace('P-', 'O-') }
    refused(await app.call('AddCertificate', wrong), 505, 'ORGANIZATIONPHANDLE')
  })
})

function refused(answer: DecodedResponse, code: number, name: string): void {
  assert.equal(answer.code, code, answer.description)
  assert.match(answer.description, new RegExp(`; ${name}(:|$)`))
}
