import { businessCategories, type CertificateClass, type OrganizationData, ServiceError } from '../core/index.ts'
import { type AttributeName, createName, type Name, X509Error } from '../x509/index.ts'

/**
 * The subject of a subscriber's certificate. DV: the common name alone, or nothing if it does not fit into 64 octets
 * (RFC 5280 appendix A, ub-common-name); the names stand in subjectAltName anyway. OV, EV: BR 7.1.2.7.4, EVG 7.1.4.2.
 */
export function leafSubject(
  validation: CertificateClass['validation'],
  commonName: string,
  organization: OrganizationData | null,
): Name {
  const attributes: [AttributeName, string][] = []
  if (validation !== 'dv') {
    if (organization === null) throw refused('the organization is missing')
    if (validation === 'ev') attributes.push(...registration(organization))
    attributes.push(...address(organization))
  }
  if (Buffer.byteLength(commonName) <= 64) attributes.push(['commonName', commonName])
  try {
    return createName(attributes)
  } catch (error) {
    if (error instanceof X509Error) throw refused(error.message)
    throw error
  }
}

// Upper bounds of RFC 5280 appendix A. A value that does not fit is refused, never cut: a cut name is another name.
const limits: Partial<Record<AttributeName, number>> = {
  organizationName: 64,
  localityName: 128,
  stateOrProvinceName: 128,
  serialNumber: 64,
}

function address(organization: OrganizationData): [AttributeName, string][] {
  const { name, city, state, country } = organization
  // BR 7.1.2.7.4: C and O, and at least one of L and ST.
  const attributes = [
    ...given('countryName', country.toUpperCase()),
    ...given('stateOrProvinceName', state),
    ...given('localityName', city),
    ...given('organizationName', name),
  ]
  if (!/^[A-Z]{2}$/.test(country.toUpperCase())) throw refused("the organization's country is not a two-letter code")
  if (name.trim() === '') throw refused("the organization's name is missing")
  if (city.trim() === '' && state.trim() === '') throw refused("the organization's city or state is missing")
  return attributes
}

const categories: readonly string[] = businessCategories

function registration(organization: OrganizationData): [AttributeName, string][] {
  const { category, registrationNumber = '', jurisdictionCountry = '' } = organization
  const missing = [
    ...(categories.includes(category) ? [] : [`category (one of: ${businessCategories.join(', ')})`]),
    ...(registrationNumber === '' ? ['registration number'] : []),
    ...(/^[A-Z]{2}$/.test(jurisdictionCountry) ? [] : ['country of registration']),
  ]
  if (missing.length > 0) {
    throw refused(`an EV certificate needs what the organization's data lacks: ${missing.join('; ')}`)
  }
  return [
    ...given('jurisdictionCountryName', jurisdictionCountry),
    ...given('jurisdictionStateOrProvinceName', organization.jurisdictionState),
    ...given('jurisdictionLocalityName', organization.jurisdictionLocality),
    ...given('businessCategory', category),
    ...given('serialNumber', registrationNumber),
  ]
}

function given(type: AttributeName, value = ''): [AttributeName, string][] {
  const text = value.trim()
  const limit = limits[type]
  if (limit !== undefined && Array.from(text).length > limit) {
    throw refused(`the organization's ${type} is longer than ${limit} characters`)
  }
  return text === '' ? [] : [[type, text]]
}

const refused = (detail: string): ServiceError => new ServiceError('issuerRejected', detail, { field: 'organization' })
