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
  const emails = approverAddresses(context, request, requested)
  const { names, ordered } = policy.planNames({ class: request.class, requested, autofill: request.autofill })
  const identifiers = names.map((identifier): CertificateIdentifier => {
    policy.assertProvable(identifier, request.method, 'method')
    const scopeDomain = policy.scopeDomain(identifier, request.scope)
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

/** The CSR's names: its common name, then its SANs, each once. */
export function namesOfCsr(csr: CertificateRequest): readonly string[] {
  const commonName = attribute(csr.subject, 'commonName')
  const names = new Set(commonName === undefined || commonName === '' ? [] : [commonName.toLowerCase()])
  for (const name of csr.dnsNames) names.add(name.toLowerCase())
  return [...names]
}

function approverAddresses(
  context: RegistrationContext,
  request: NamesRequest,
  requested: readonly Identifier[],
): ReadonlyMap<Identifier, string> {
  const emails = new Map<Identifier, string>()
  request.emails.forEach((address, index) => {
    const identifier = requested[index]
    if (address === undefined) return
    if (identifier === undefined) {
      throw new ServiceError('malformed', 'there is an approver address for a name that is not there', {
        field: `emails[${index}]`,
      })
    }
    emails.set(identifier, context.policy.parseApproverAddress(address, identifier, `emails[${index}]`).address)
  })
  return emails
}

/** A free alternative is proven by the mail that proves its sibling, where the address stands above both. */
function inheritedAddress(emails: ReadonlyMap<Identifier, string>, identifier: Identifier): string | undefined {
  return [...emails.values()].find((email) =>
    isAtOrBelow(withoutWildcard(identifier), email.slice(email.lastIndexOf('@') + 1)),
  )
}
