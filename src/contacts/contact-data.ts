import { type ContactData, countryCode, type ContactRole, ServiceError } from '../core/index.ts'

/**
 * Checks what a contact of a role needs (reference/centralnic.md section 7 row 35) and returns it normalized.
 * Throws `invalidContact`; the field is `<field>.<member>`.
 */
export function checkContactData(role: ContactRole, data: ContactData, field: string): ContactData {
  const fail = (member: string, detail: string): never => {
    throw new ServiceError('invalidContact', detail, { field: `${field}.${member}` })
  }
  const required = (member: string, value: string): string => {
    if (value.trim() === '') throw new ServiceError('missing', 'this is required', { field: `${field}.${member}` })
    return text(member, value)
  }
  const text = (member: string, value: string): string => checkedText(value, (detail) => fail(member, detail))
  const phone = (member: string, value: string): string =>
    normalizePhone(required(member, value)) ?? fail(member, phoneProblem)
  const email = (member: string, value: string): string =>
    isEmail(required(member, value)) ? value.trim() : fail(member, 'this is not an e-mail address')

  const organization = data.organization
  if (role === 'organization' && organization === null) required('organization.name', '')
  const person = role !== 'organization'
  return {
    firstName: person ? required('firstName', data.firstName) : text('firstName', data.firstName),
    lastName: person ? required('lastName', data.lastName) : text('lastName', data.lastName),
    jobTitle: role === 'evapprover' ? required('jobTitle', data.jobTitle) : text('jobTitle', data.jobTitle),
    phone: person || data.phone !== '' ? phone('phone', data.phone) : '',
    email: person || data.email !== '' ? email('email', data.email) : '',
    organization:
      role !== 'organization' || organization === null
        ? null
        : {
            name: required('organization.name', organization.name),
            dba: text('organization.dba', organization.dba),
            street: required('organization.street', organization.street),
            zip: text('organization.zip', organization.zip),
            city: required('organization.city', organization.city),
            state: text('organization.state', organization.state),
            country:
              countryCode(organization.country) ??
              fail('organization.country', 'this is not an ISO 3166-1 country code'),
            phone: phone('organization.phone', organization.phone),
            email: organization.email === '' ? '' : email('organization.email', organization.email),
            category: text('organization.category', organization.category),
          },
  }
}

/** The text without blanks at its ends; `fail` is told why it cannot be kept. */
export function checkedText(value: string, fail: (detail: string) => never): string {
  const trimmed = value.trim()
  if (trimmed.length > maximumLength) return fail(`at most ${maximumLength} characters are allowed`)
  return hasControlCharacter(trimmed) ? fail('control characters are not allowed') : trimmed
}

const maximumLength = 255
export const phoneProblem = 'this is not a phone number of the form +1.5552345678'

/** `+1.5552345678`; the blanks of seed 004 section 5.1.1 (`+1 555 2345678`) are accepted and become that form. */
export function normalizePhone(value: string): string | undefined {
  const trimmed = value.trim()
  const [, code, rest] = /^\+([1-9]\d{0,2})[. ]([\d .()/-]{3,24}(?:x\d{1,10})?)$/.exec(trimmed) ?? []
  if (code === undefined || rest === undefined) return undefined
  const [number = '', extension] = rest.split('x')
  const digits = number.replace(/\D/g, '')
  if (digits.length < 3 || code.length + digits.length > 15) return undefined
  return `+${code}.${digits}${extension === undefined ? '' : `x${extension}`}`
}

export function isEmail(value: string): boolean {
  return value.length <= 254 && /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value)
}

function hasControlCharacter(value: string): boolean {
  return [...value].some((character) => character < ' ' || character === '\u007f')
}
