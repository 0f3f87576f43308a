import { type CommandParameters, formatDate, Properties } from '../../../protocols/centralnic/index.ts'
import {
  type AttributeName,
  attribute,
  attributes,
  type Certificate,
  type CertificateRequest,
  extendedKeyUsageLabel,
  findExtension,
  formatName,
  keyUsageLabel,
  type Name,
  oids,
  type PublicKey,
  parseCertificate,
  signatureAlgorithmName,
  X509Error,
} from '../../../x509/index.ts'
import type { CentralnicContext, Command } from '../command.ts'
import { CommandError, returnCodeOf } from '../errors.ts'
import { certificateClass, flag, pem, word } from '../read-parameters.ts'

/**
 * Reads a CSR, a certificate, or lists approver addresses, in any combination (seed 004 section 8.1.1). The names are
 * the union of the block's and the examples' (reference section 7 row 23), whatever apiversion says (decision 19).
 */
export const checkCertificate: Command = {
  name: 'CheckCertificate',
  parameters: [
    { name: 'apiversion' },
    { name: 'class' },
    { name: 'csr', indexed: 256 },
    { name: 'crt', indexed: 256 },
    { name: 'domain', indexed: 250 },
    { name: 'generatedcvtoken' },
  ],
  async run(context, { parameters }) {
    word(parameters, 'apiversion', ['1', '2'])
    if (flag(parameters, 'generatedcvtoken') === true) {
      throw new CommandError(541, 'GENERATEDCVTOKEN: immediate issuance is not served')
    }
    if (parameters.has('class')) certificateClass(parameters)
    if (!parameters.has('csr') && !parameters.has('crt') && !parameters.has('domain')) {
      throw new CommandError(504, 'CSR, CRT or DOMAIN0')
    }
    const properties = new Properties()
    const csr = pem(parameters, 'csr', 'CERTIFICATE REQUEST')
    // Judged as an order would judge it, so that nobody orders in vain.
    if (csr !== undefined) addCsr(properties, (await context.registration.examineCsr(csr)).request)
    const crt = pem(parameters, 'crt', 'CERTIFICATE')
    if (crt !== undefined) addCrt(properties, crt)
    addApprovers(context, properties, parameters)
    return properties
  },
}

function readCrt(der: Buffer): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    throw new CommandError(returnCodeOf.badCSR, `CRT: ${error.message.replace(/^[A-Za-z]+: /, '')}`)
  }
}

function addCsr(properties: Properties, csr: CertificateRequest): void {
  const { subject } = csr
  add(properties, 'csr commonname', attribute(subject, 'commonName'))
  add(properties, 'csr country', attribute(subject, 'countryName'))
  add(properties, 'csr emailaddress', attribute(subject, 'emailAddress'))
  add(properties, 'csr location', attribute(subject, 'localityName'))
  add(properties, 'csr organization', attribute(subject, 'organizationName'))
  add(properties, 'csr organizational unit', attribute(subject, 'organizationalUnitName'))
  add(properties, 'csr state', attribute(subject, 'stateOrProvinceName'))
  addKey(properties, 'csr', csr.publicKey)
  properties
    .add('csr extended key usage', csr.extendedKeyUsage.map(extendedKeyUsageLabel))
    .add('csr key usage', csr.keyUsage.map(keyUsageLabel))
    .add('csr san', csr.dnsNames)
    .add('csr signature algorithm', csr.signatureAlgorithm)
    .add('csr subject', formatName(subject))
  addSubject(properties, 'csr subject', subject)
}

function addCrt(properties: Properties, der: Buffer): void {
  const certificate = readCrt(der)
  const { subject, issuer, extensions } = certificate
  add(properties, 'crt commonname', attribute(subject, 'commonName'))
  addKey(properties, 'crt', certificate.publicKey)
  const akid = certificate.authorityKeyIdentifier?.keyIdentifier
  if (akid !== undefined) properties.add('crt authority key identifier', colons(akid.toString('hex')))
  const critical = findExtension(extensions, oids.keyUsage)?.critical === true
  properties
    .add('crt extended key usage', (certificate.extendedKeyUsage ?? []).map(extendedKeyUsageLabel))
    .add('crt issuer', formatName(issuer))
    .add('crt key usage', (certificate.keyUsage ?? []).map(keyUsageLabel))
    .add('crt san', certificate.subjectAltName?.dnsNames ?? [])
    .add('crt serial', colons(certificate.serialNumber))
    .add('crt signature algorithm', signatureAlgorithmName(certificate))
    .add('crt subject', formatName(subject))
    .add('crt validity not after', formatDate(certificate.notAfter))
    .add('crt validity not before', formatDate(certificate.notBefore))
    .add('crt version', String(certificate.version))
  if (critical) properties.add('crt key usage type', 'critical')
  addSubject(properties, 'crt subject', subject)
  addSubject(properties, 'crt issuer', issuer)
}

/** "size" stands in the manual's block, "public key size" in its examples; both are the key's bits. */
function addKey(properties: Properties, prefix: string, { kind, bits }: PublicKey): void {
  const algorithm = { rsa: 'rsaEncryption', ec: 'id-ecPublicKey', ed25519: 'ED25519' }[kind]
  properties
    .add(`${prefix} public key algorithm`, algorithm)
    .add(`${prefix} public key size`, bits)
    .add(`${prefix} size`, bits)
}

const subjectParts: readonly (readonly [AttributeName, string])[] = [
  ['commonName', 'commonname'],
  ['countryName', 'country'],
  ['emailAddress', 'emailaddress'],
  ['localityName', 'location'],
  ['organizationName', 'organization'],
  ['organizationalUnitName', 'organizational unit'],
  ['stateOrProvinceName', 'state'],
]

function addSubject(properties: Properties, prefix: string, name: Name): void {
  for (const [type, part] of subjectParts) properties.add(`${prefix} ${part}`, attributes(name, type))
}

function addApprovers({ policy }: CentralnicContext, properties: Properties, parameters: CommandParameters): void {
  parameters.list('domain', 250).forEach((text, index) => {
    const identifier = policy.parseIdentifier(text, `names[${index}]`)
    for (const { address } of policy.approverAddresses(identifier)) {
      properties.add('dcv email', address).add('domain', identifier)
    }
  })
}

function add(properties: Properties, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') properties.add(name, value)
}

/** `00:aa:bb`, as OpenSSL prints it; the leading zero octet of a serial whose first bit is set is not part of it. */
function colons(hex: string): string {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return even.replace(/(..)(?=.)/g, '$1:')
}
