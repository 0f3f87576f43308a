import { tags } from './tags.ts'

interface AttributeType {
  oid: string
  /** What OpenSSL prints before the equals sign. */
  short: string
  /** The string type we write; UTF8String unless the RFC or its ASN.1 module says otherwise. */
  tag: number
}

const utf8 = tags.utf8String
const printable = tags.printableString
const ia5 = tags.ia5String

/** Attribute types of distinguished names (X.520, RFC 4519, RFC 2985, EV Guidelines 7.1.4.2), by their RFC names. */
export const attributeTypes = {
  commonName: { oid: '2.5.4.3', short: 'CN', tag: utf8 },
  surname: { oid: '2.5.4.4', short: 'SN', tag: utf8 },
  serialNumber: { oid: '2.5.4.5', short: 'serialNumber', tag: printable },
  countryName: { oid: '2.5.4.6', short: 'C', tag: printable },
  localityName: { oid: '2.5.4.7', short: 'L', tag: utf8 },
  stateOrProvinceName: { oid: '2.5.4.8', short: 'ST', tag: utf8 },
  streetAddress: { oid: '2.5.4.9', short: 'street', tag: utf8 },
  organizationName: { oid: '2.5.4.10', short: 'O', tag: utf8 },
  organizationalUnitName: { oid: '2.5.4.11', short: 'OU', tag: utf8 },
  title: { oid: '2.5.4.12', short: 'title', tag: utf8 },
  description: { oid: '2.5.4.13', short: 'description', tag: utf8 },
  businessCategory: { oid: '2.5.4.15', short: 'businessCategory', tag: utf8 },
  postalCode: { oid: '2.5.4.17', short: 'postalCode', tag: utf8 },
  name: { oid: '2.5.4.41', short: 'name', tag: utf8 },
  givenName: { oid: '2.5.4.42', short: 'GN', tag: utf8 },
  initials: { oid: '2.5.4.43', short: 'initials', tag: utf8 },
  dnQualifier: { oid: '2.5.4.46', short: 'dnQualifier', tag: printable },
  pseudonym: { oid: '2.5.4.65', short: 'pseudonym', tag: utf8 },
  organizationIdentifier: { oid: '2.5.4.97', short: 'organizationIdentifier', tag: utf8 },
  emailAddress: { oid: '1.2.840.113549.1.9.1', short: 'emailAddress', tag: ia5 },
  unstructuredName: { oid: '1.2.840.113549.1.9.2', short: 'unstructuredName', tag: utf8 },
  userId: { oid: '0.9.2342.19200300.100.1.1', short: 'UID', tag: utf8 },
  domainComponent: { oid: '0.9.2342.19200300.100.1.25', short: 'DC', tag: ia5 },
  jurisdictionLocalityName: { oid: '1.3.6.1.4.1.311.60.2.1.1', short: 'jurisdictionL', tag: utf8 },
  jurisdictionStateOrProvinceName: { oid: '1.3.6.1.4.1.311.60.2.1.2', short: 'jurisdictionST', tag: utf8 },
  jurisdictionCountryName: { oid: '1.3.6.1.4.1.311.60.2.1.3', short: 'jurisdictionC', tag: printable },
} as const satisfies Record<string, AttributeType>

export type AttributeName = keyof typeof attributeTypes

const shortNames = new Map<string, string>(Object.values(attributeTypes).map(({ oid, short }) => [oid, short]))

/** "CN" for 2.5.4.3; the dotted form for a type without a name, as OpenSSL prints it. */
export const attributeShortName = (oid: string): string => shortNames.get(oid) ?? oid
