/**
 * The wire's name of a field in core's words: `names[2]` is DOMAIN2, `contacts.tech[0].phone` is TECHPHONE0. Names that
 * were read from the CSR are the CSR's fault.
 */
export function fieldName(field: string, given: (name: string) => boolean): string {
  const [, path = field, index = ''] = /^(.*?)\[(\d+)\]$/.exec(field) ?? []
  if (path === 'names') return given('domain') ? `DOMAIN${index}` : 'CSR'
  const simple = simpleNames[path]
  if (simple !== undefined) return `${simple}${index}`
  return contactFieldName(field, given) ?? field.toUpperCase()
}

const simpleNames: Readonly<Record<string, string>> = {
  csr: 'CSR',
  crt: 'CRT',
  emails: 'DCVEMAIL',
  method: 'DCVMETHOD',
  scope: 'DCVSCOPE',
  class: 'CLASS',
  period: 'PERIOD',
  serverType: 'SERVERTYPE',
  certificate: 'CERTIFICATE',
  order: 'CERTIFICATEORDER',
  event: 'EVENT',
}

const roles: Readonly<Record<string, string>> = {
  tech: 'TECH',
  organization: 'ORGANIZATION',
  evApprover: 'EVAPPROVER',
}

function contactFieldName(field: string, given: (name: string) => boolean): string | undefined {
  const [, roleName = '', index = '', member = ''] =
    /^contacts\.([a-zA-Z]+)(?:\[(\d+)\])?(?:\.(.+))?$/.exec(field) ?? []
  const role = roles[roleName]
  if (role === undefined) return undefined
  const inline = given(
    `${role.toLowerCase()}${member === '' ? 'lastname' : (member.split('.').at(-1) ?? '').toLowerCase()}`,
  )
  const handle = given(`${role.toLowerCase()}contact`)
  if (member === '' || (handle && !inline)) return `${role}CONTACT${index}`
  // ORGANIZATIONNAME, not ORGANIZATIONORGANIZATIONNAME.
  const last = (member.split('.').at(-1) ?? '').toUpperCase()
  return `${role}${last}${roleName === 'tech' ? index : ''}`
}
