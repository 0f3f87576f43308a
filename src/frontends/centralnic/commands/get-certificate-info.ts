import { type CertificateClass, type ControlMethod, classIds } from '../../../core/index.ts'
import { Properties } from '../../../protocols/centralnic/index.ts'
import type { CentralnicContext, Command } from '../command.ts'
import { assertVersion2, certificateClass } from '../read-parameters.ts'

/**
 * Without a class the list of all (seed 004 section 9.1.1), with one what it allows (9.1.2, not 8.4.2's table of 1.0:
 * reference section 7 row 14). Everything is read from the catalogue.
 */
export const getCertificateInfo: Command = {
  name: 'GetCertificateInfo',
  parameters: [{ name: 'apiversion' }, { name: 'class' }],
  async run({ policy }, { parameters }) {
    assertVersion2(parameters)
    if (!parameters.has('class')) return new Properties().add('class', classIds).add('column', 'class')
    return classProperties(policy, certificateClass(parameters))
  },
}

function classProperties(policy: CentralnicContext['policy'], row: CertificateClass): Properties {
  const method = (name: ControlMethod) => Number(row.methods.includes(name))
  return (
    new Properties()
      .add('brand', row.ca)
      .add('class', row.id)
      .add('dcv dns cname', method('dns-cname'))
      .add('dcv dns txt', method('dns-txt'))
      .add('dcv email', method('email'))
      .add('dcv http', method('http'))
      .add('evapprovercontact', row.contacts.evApprover)
      .add('included domains with base', row.includedNames)
      .add('included nonwildcard domains with base', row.includedNames)
      // A base has room for one wildcard at most (reference section 7 row 37).
      .add('included wildcard domains with base', Number(row.wildcard))
      .add('max domains', row.maxNames)
      .add('max domains including alternatives', policy.maxNamesWithAlternatives(row))
      .add('max free alternatives', row.freeAlternatives)
      .add('max nonwildcard domains', row.maxNames)
      .add('max wildcard domains', row.wildcard ? row.maxNames : 0)
      .add('name', row.name)
      .add('organizationcontact', row.contacts.organization)
      .add('periods', row.periods.join(','))
      .add('prefix', row.prefix)
      .add('server type', row.serverTypes)
      .add('supplier', row.ca.toUpperCase())
      .add('supports immediate issuance', Number(row.immediateIssuance))
      .add('techcontact', row.contacts.tech)
      .add('type', row.validation.toUpperCase())
      .add('wildcard', Number(row.wildcard))
  )
}
