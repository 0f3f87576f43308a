import type { CommandParameters } from '../../protocols/centralnic/index.ts'
import { personIndices } from './person-parameters.ts'

/** What the customer sent; it tells by which of several spellings a field came. */
export type GivenParameters = Pick<CommandParameters, 'has' | 'entries'>

/**
 * The wire's name of a field in core's words: `names[2]` is DOMAIN2, `contacts.tech[0].phone` is TECHPHONE0. Core counts
 * positions, the wire has indices that may have gaps: with `domain0` and `domain7`, `names[1]` is DOMAIN7. Names that
 * were read from the CSR are the CSR's fault.
 */
export function fieldName(field: string, given?: GivenParameters): string {
  const [, path = field, position = ''] = /^(.*?)\[(\d+)\]$/.exec(field) ?? []
  const parallel = parallelNames[path]
  if (parallel !== undefined) {
    const index = position === '' ? '' : wireIndex(given, 'domain', Number(position))
    return path === 'names' && given?.has('domain') === false ? 'CSR' : `${parallel}${index}`
  }
  return (
    objectName(path, given) ??
    simpleNames[path] ??
    handleFieldName(path, position) ??
    contactFieldName(field, given) ??
    field.toUpperCase()
  )
}

/** Families whose positions are those of the names. */
const parallelNames: Readonly<Record<string, string>> = {
  names: 'DOMAIN',
  emails: 'DCVEMAIL',
  controlDomains: 'DCVDOMAIN',
}

const simpleNames: Readonly<Record<string, string>> = {
  csr: 'CSR',
  crt: 'CRT',
  method: 'DCVMETHOD',
  scope: 'DCVSCOPE',
  class: 'CLASS',
  period: 'PERIOD',
  serverType: 'SERVERTYPE',
  event: 'EVENT',
  password: 'NEWPASSWORD',
}

/** ResendNotification names its certificate OBJECT, and DeleteCertificate an order by one of its certificates. */
function objectName(path: string, given: GivenParameters | undefined): string | undefined {
  if (path !== 'certificate' && path !== 'order') return undefined
  if (path === 'order' && given?.has('certificate') !== true) return 'CERTIFICATEORDER'
  return given?.has('certificate') === false && given.has('object') ? 'OBJECT' : 'CERTIFICATE'
}

/** `handle.firstName` is FIRSTNAME, and `handle.streets[1]` STREET1. */
function handleFieldName(path: string, position: string): string | undefined {
  if (!path.startsWith('handle.')) return undefined
  return path === 'handle.streets' ? `STREET${position}` : path.slice('handle.'.length).toUpperCase()
}

function wireIndex(given: GivenParameters | undefined, family: string, position: number): number {
  return given?.entries(family)[position]?.index ?? position
}

function contactFieldName(field: string, given: GivenParameters | undefined): string | undefined {
  const [, role, position, path] = /^contacts\.([a-zA-Z]+)(?:\[(\d+)\])?(?:\.(.+))?$/.exec(field) ?? []
  // ORGANIZATIONNAME, not ORGANIZATIONORGANIZATIONNAME.
  const member = path?.split('.').at(-1)?.toUpperCase()
  if (role === 'organization') return organizationFieldName(member, given)
  if (role === 'tech') return personFieldName('tech', Number(position ?? 0), member, given)
  if (role === 'evApprover') return personFieldName('evapprover', Number(position ?? 0), member, given)
  return undefined
}

/** Contacts named by id or handle come first, then those whose data is in the request: as the order reads them. */
function personFieldName(
  role: 'tech' | 'evapprover',
  position: number,
  member: string | undefined,
  given: GivenParameters | undefined,
): string {
  const references = given?.entries(`${role}contact`) ?? []
  const reference = references[position]
  const word = role.toUpperCase()
  if (reference !== undefined || member === undefined) return `${word}CONTACT${reference?.index ?? position}`
  const index = given === undefined ? position : (personIndices(given, role)[position - references.length] ?? position)
  // The manual gives an approver no index.
  return `${word}${member}${role === 'evapprover' && index === 0 ? '' : index}`
}

function organizationFieldName(member: string | undefined, given: GivenParameters | undefined): string {
  for (const name of ['organizationcontact', 'organizationohandle', 'organizationphandle']) {
    if (given?.has(name) === true) return name.toUpperCase()
  }
  return member === undefined ? 'ORGANIZATIONCONTACT' : `ORGANIZATION${member}`
}
