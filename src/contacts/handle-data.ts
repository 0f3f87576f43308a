import { countryCode, type Handle, type HandleData, ServiceError } from '../core/index.ts'
import { checkedText, isEmail, normalizePhone, phoneProblem } from './contact-data.ts'

/**
 * Checks a handle's data and returns it normalized, with the kind that it makes: a person's where a person is named,
 * else an organization's (reference/centralnic.md section 3.4). Throws `missing` and `invalidContact`; the field is
 * `handle.<member>`.
 */
export function checkHandleData(data: HandleData): { readonly kind: Handle['kind']; readonly data: HandleData } {
  const field = (member: string) => `handle.${member}`
  const fail = (member: string, detail: string): never => {
    throw new ServiceError('invalidContact', detail, { field: field(member) })
  }
  const text = (member: string, value: string): string => checkedText(value, (detail) => fail(member, detail))
  const required = (member: string, value: string): string => {
    if (value.trim() === '') throw new ServiceError('missing', 'this is required', { field: field(member) })
    return text(member, value)
  }
  const phone = (member: string, value: string): string => normalizePhone(value) ?? fail(member, phoneProblem)

  const person = data.firstName.trim() !== '' || data.lastName.trim() !== '' || data.organization.trim() === ''
  const [street = '', ...streets] = data.streets
  const email = required('email', data.email)
  return {
    kind: person ? 'P' : 'O',
    data: {
      firstName: person ? required('firstName', data.firstName) : '',
      middleName: text('middleName', data.middleName),
      lastName: person ? required('lastName', data.lastName) : '',
      title: text('title', data.title),
      organization: text('organization', data.organization),
      streets: [
        required('streets[0]', street),
        ...streets.map((line, index) => text(`streets[${index + 1}]`, line)).filter((line) => line !== ''),
      ],
      zip: required('zip', data.zip),
      city: required('city', data.city),
      state: text('state', data.state),
      country:
        countryCode(required('country', data.country)) ?? fail('country', 'this is not an ISO 3166-1 country code'),
      phone: phone('phone', required('phone', data.phone)),
      fax: data.fax.trim() === '' ? '' : phone('fax', data.fax),
      email: isEmail(email) ? email : fail('email', 'this is not an e-mail address'),
    },
  }
}
