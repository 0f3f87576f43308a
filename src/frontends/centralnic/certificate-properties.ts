import {
  authorizationDomainOf,
  type Certificate,
  type CertificateIdentifier,
  type Challenge,
  catalogue,
  certificateWords,
  formatMoneyShort,
  type Order,
  withoutWildcard,
} from '../../core/index.ts'
import type { Quote } from '../../policy/index.ts'
import {
  formatCertificateId,
  formatContactId,
  formatDate,
  formatDateFraction,
  formatOrderId,
  Properties,
} from '../../protocols/centralnic/index.ts'
import { encodePem } from '../../x509/index.ts'
import { type ChainTexts, linesOf, pemLines } from './chain-texts.ts'

export interface CertificateView {
  readonly order: Order
  readonly certificate: Certificate
  readonly challenges: readonly Challenge[]
}

/**
 * What Add, Reissue and StatusCertificate print of a certificate (seed 004 sections 9.1.16–9.1.22, 9.1.25, with the
 * names of reference section 7 row 10).
 */
export async function certificateProperties(chains: ChainTexts, view: CertificateView): Promise<Properties> {
  const { order, certificate } = view
  const row = catalogue[order.class]
  const orderId = formatOrderId(row.prefix, order.id)
  const properties = new Properties()
    .add('ca', row.ca)
    // The CA's numbers are ours, as the other APIs show them.
    .add('ca certificate id', certificate.id)
    .add('ca order id', order.id)
    .add('certificate', formatCertificateId(row.prefix, certificate.id))
    .add('certificateorder', orderId)
    .add('class', row.id.toUpperCase())
    .add('class name', row.name)
    .add('created by', certificate.createdBy)
    .add('created date', formatDateFraction(certificate.createdAt))
    .add('csr', linesOf(encodePem('CERTIFICATE REQUEST', certificate.csr)))
    .add('dcv scope', order.controlScope)
    .add('order', orderId)
    .add('order paid until', formatDateFraction(order.paidUntil))
    .add('server type', order.serverType)
    .add('status', certificateWords(certificate.status, order.status).centralnic)
    .add('techcontact', order.contacts.tech.map(formatContactId))
    .add('evapprovercontact', order.contacts.evApprover.map(formatContactId))
    .add('updated by', certificate.updatedBy)
    .add('updated date', formatDateFraction(certificate.updatedAt))
  if (order.contacts.organization !== null) {
    properties.add('organizationcontact', formatContactId(order.contacts.organization))
  }
  addIdentifiers(properties, view)
  await addIssued(properties, chains, certificate)
  return properties
}

async function addIssued(properties: Properties, chains: ChainTexts, { issued }: Certificate): Promise<void> {
  if (issued === null) return
  const { intermediate, root } = await chains.of(issued.chainId)
  properties
    .add('cert', pemLines(issued.der))
    .add('expiration date', formatDate(issued.notAfter))
    .add('intermediate', intermediate)
    .add('root', root)
}

/** The price block of Add and of a Reissue that adds names (seed 004 section 9.1.13). */
export function addQuote(properties: Properties, classId: string, quote: Quote): Properties {
  if (quote.lines.length === 0) return properties
  return properties
    .add(
      'billingcount',
      quote.lines.map(({ count }) => count),
    )
    .add(
      'billingtype',
      quote.lines.map(({ component }) => `${classId}-${component}`),
    )
    .add('price', formatMoneyShort(quote.net))
    .add('vat', formatMoneyShort(quote.vat))
}

/** One row a name; what has to be published stands at the name's index, empty where it is proven already. */
function addIdentifiers(properties: Properties, { certificate, challenges }: CertificateView): void {
  for (const identifier of certificate.identifiers) {
    properties
      .add('domain', identifier.identifier)
      .add('dcv domain', identifier.scopeDomain)
      .add('dcv method', identifier.method)
    if (identifier.email !== undefined) properties.add('dcv email', identifier.email)
  }
  const pending = challenges.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return
  for (const identifier of certificate.identifiers) addProof(properties, identifier, pending)
}

function addProof(properties: Properties, identifier: CertificateIdentifier, pending: readonly Challenge[]): void {
  const domain = authorizationDomainOf(identifier)
  const proof = pending.find(
    (challenge) => challenge.authorizationDomain === domain && challenge.method === identifier.method,
  )?.proof
  switch (identifier.method) {
    case 'dns-txt':
      properties.add('dns rr', proof?.method === 'dns-txt' ? `@ 3600 IN TXT ${proof.token}` : '')
      break
    case 'dns-cname': {
      const name = withoutWildcard(identifier.identifier)
      properties.add('dns rr', proof?.method === 'dns-cname' ? `${proof.label}.${name}. IN CNAME ${proof.target}.` : '')
      break
    }
    case 'http':
    case 'https': {
      const file = proof?.method === 'http' || proof?.method === 'https' ? proof : undefined
      const url = `${identifier.method}://${identifier.identifier}/.well-known/pki-validation/${file?.fileName}`
      properties.add('file name', file === undefined ? '' : url)
      properties.add('file contents', file === undefined ? [''] : file.lines)
      break
    }
    case 'email':
  }
}
