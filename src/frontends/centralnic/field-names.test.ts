import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CommandParameters } from '../../protocols/centralnic/index.ts'
import { fieldName } from './field-names.ts'

/** By the field in core's words what it is called on the wire, given these parameters. */
const cases: readonly (readonly [given: Readonly<Record<string, string>>, field: string, name: string])[] = [
  [{ csr: 'x' }, 'names[0]', 'CSR'],
  [{ csr: 'x' }, 'names', 'CSR'],
  [{ domain0: 'x', domain7: 'y' }, 'names[1]', 'DOMAIN7'],
  [{ domain0: 'x', domain7: 'y' }, 'names', 'DOMAIN'],
  [{ domain0: 'x', domain7: 'y', dcvemail7: 'z' }, 'emails[1]', 'DCVEMAIL7'],
  [{ csr: 'x', dcvemail2: 'z' }, 'emails[2]', 'DCVEMAIL2'],
  [{ domain3: 'x', dcvdomain3: 'z' }, 'controlDomains[0]', 'DCVDOMAIN3'],
  [{}, 'csr', 'CSR'],
  [{}, 'password', 'NEWPASSWORD'],
  [{ certificate: 'x' }, 'order', 'CERTIFICATE'],
  [{ certificateorder: 'x' }, 'order', 'CERTIFICATEORDER'],
  [{ object: 'x' }, 'certificate', 'OBJECT'],
  [{ techcontact2: 'x' }, 'contacts.tech[0]', 'TECHCONTACT2'],
  [{ techcontact2: 'x' }, 'contacts.tech[0].phone', 'TECHCONTACT2'],
  [{ techfirstname: 'x', techfirstname1: 'y' }, 'contacts.tech[1].lastName', 'TECHLASTNAME1'],
  [{ techcontact0: 'x', techphone0: 'y' }, 'contacts.tech[1].firstName', 'TECHFIRSTNAME0'],
  [{ evapproveremail: 'x' }, 'contacts.evApprover[0].jobTitle', 'EVAPPROVERJOBTITLE'],
  [{}, 'contacts.evApprover', 'EVAPPROVERCONTACT0'],
  [{}, 'contacts.organization', 'ORGANIZATIONCONTACT'],
  [{ organizationname: 'x' }, 'contacts.organization.organization.zip', 'ORGANIZATIONZIP'],
  [{ organizationohandle: 'x' }, 'contacts.organization', 'ORGANIZATIONOHANDLE'],
  [{ organizationphandle: 'x' }, 'contacts.organization.organization.name', 'ORGANIZATIONPHANDLE'],
  [{}, 'handle.streets[1]', 'STREET1'],
  [{}, 'something.new', 'SOMETHING.NEW'],
]

test("every field of core has the wire's name, with the index that was sent", () => {
  for (const [given, field, name] of cases) {
    assert.equal(
      fieldName(field, new CommandParameters(Object.entries(given))),
      name,
      `${field} of ${JSON.stringify(given)}`,
    )
  }
})
