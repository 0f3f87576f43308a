import {
  type CertificateClass,
  type CertificateIdentifier,
  type ControlMethod,
  type ControlScope,
  type Identifier,
  isAtOrBelow,
  ServiceError,
  withoutWildcard,
} from '../core/index.ts'
import type { CertificateRequest } from '../x509/index.ts'
import { attribute } from '../x509/index.ts'
import type { RegistrationContext } from './context.ts'

export interface NamesRequest {
  readonly class: CertificateClass
  /** As the customer wrote them; the first is the common name. */
  readonly names: readonly string[]
  /** Approver addresses by position of `names`. */
  readonly emails: readonly (string | undefined)[]
  /** By position of `names`: the parent that proves the name, in place of the scope's. */
  readonly controlDomains?: readonly (string | undefined)[]
  readonly method: ControlMethod
  readonly scope: ControlScope
  /** Whether free alternatives are added. */
  readonly autofill: boolean
}

/** The names of a certificate to be. */
export interface PlannedIdentifiers {
  /** In their final order, each with the way its control is to be proven. */
  readonly identifiers: readonly CertificateIdentifier[]
  /** Those that the customer asked for: what prices are quoted for; the rest is free. */
  readonly ordered: readonly Identifier[]
}

export function planIdentifiers(context: RegistrationContext, request: NamesRequest): PlannedIdentifiers {
  const { policy } = context
  policy.assertMethod(request.class, request.method, context.clock.now(), 'method')
  const requested = policy.parseIdentifiers(request.names, (index) => `names[${index}]`)
  const controlDomains = namedControlDomains(context, request, requested)
  const emails = approverAddresses(context, request, requested, controlDomains)
  const { names, ordered } = policy.planNames({ class: request.class, requested, autofill: request.autofill })
  const identifiers = names.map((identifier): CertificateIdentifier => {
    policy.assertProvable(identifier, request.method, 'method')
    const scopeDomain =
      controlDomains.get(identifier) ??
      inheritedDomain(controlDomains, identifier) ??
      policy.scopeDomain(identifier, request.scope)
    if (request.method !== 'email') return { identifier, scopeDomain, method: request.method }
    const email = emails.get(identifier) ?? inheritedAddress(emails, identifier)
    return {
      identifier,
      scopeDomain,
      method: request.method,
      email: email ?? policy.defaultApproverAddress(scopeDomain),
    }
  })
  return { identifiers, ordered }
}

/** The CSR's names: its common name, then its SANs, each once; an IP address among them is refused like one that was named. */
export function namesOfCsr(csr: CertificateRequest): readonly string[] {
  const commonName = attribute(csr.subject, 'commonName')
  const names = new Set(commonName === undefined || commonName === '' ? [] : [commonName.toLowerCase()])
  for (const name of [...csr.dnsNames, ...csr.ipAddresses]) names.add(name.toLowerCase())
  return [...names]
}

function namedControlDomains(
  context: RegistrationContext,
  { controlDomains = [] }: NamesRequest,
  requested: readonly Identifier[],
): ReadonlyMap<Identifier, Identifier> {
  const domains = new Map<Identifier, Identifier>()
  controlDomains.forEach((text, index) => {
    if (text === undefined) return
    const identifier = requested[index]
    const field = `controlDomains[${index}]`
    if (identifier === undefined) {
      throw new ServiceError('malformed', 'there is a domain to prove for a name that is not there', { field })
    }
    domains.set(identifier, context.policy.parseControlDomain(text, identifier, field))
  })
  return domains
}

function approverAddresses(
  context: RegistrationContext,
  request: NamesRequest,
  requested: readonly Identifier[],
  controlDomains: ReadonlyMap<Identifier, Identifier>,
): ReadonlyMap<Identifier, string> {
  const emails = new Map<Identifier, string>()
  request.emails.forEach((address, index) => {
    const identifier = requested[index]
    const field = `emails[${index}]`
    if (address === undefined) return
    if (identifier === undefined) {
      throw new ServiceError('malformed', 'there is an approver address for a name that is not there', { field })
    }
    const approver = context.policy.parseApproverAddress(address, identifier, field)
    const controlDomain = controlDomains.get(identifier)
    if (controlDomain !== undefined && approver.authorizationDomain !== controlDomain) {
      throw new ServiceError('notAllowed', `the address is not at ${controlDomain}, which is to be proven`, { field })
    }
    emails.set(identifier, approver.address)
  })
  return emails
}

/** A free alternative is proven by the mail that proves its sibling, where the address stands above both. */
function inheritedAddress(emails: ReadonlyMap<Identifier, string>, identifier: Identifier): string | undefined {
  return [...emails.values()].find((email) =>
    isAtOrBelow(withoutWildcard(identifier), email.slice(email.lastIndexOf('@') + 1)),
  )
}

/** A free alternative is proven with its sibling, where the domain named for that stands above both. */
function inheritedDomain(
  controlDomains: ReadonlyMap<Identifier, Identifier>,
  identifier: Identifier,
): Identifier | undefined {
  return [...controlDomains.values()].find((domain) => isAtOrBelow(withoutWildcard(identifier), domain))
}
