import {
  type Authorization,
  type CertificateClass,
  type ControlMethod,
  type ControlScope,
  type Identifier,
  type Instant,
  isAtOrBelow,
  isWildcard,
  methodAllowed,
  ServiceError,
  withoutWildcard,
} from '../core/index.ts'
import { parentsOf, parseIdentifier, registrableDomain } from './identifiers.ts'

/**
 * The "dcv domain" of a name (reference decision 3): what names under one share a token by. Where each method looks is
 * core's `authorizationDomainOf`.
 */
export function scopeDomain(identifier: Identifier, scope: ControlScope): Identifier {
  return scope === 'base' ? registrableDomain(identifier) : withoutWildcard(identifier)
}

/**
 * The parent by which the customer wants a name proven, in place of the scope's (reference decision 3). Throws what
 * parseIdentifier throws, and notAllowed for a domain that does not stand above the name.
 */
export function parseControlDomain(text: string, identifier: Identifier, field: string): Identifier {
  const domain = parseIdentifier(text, field)
  if (parentsOf(identifier).includes(domain)) return domain
  throw new ServiceError('notAllowed', `${domain} does not prove ${identifier}: the name itself or a parent does`, {
    field,
  })
}

/** Throws invalidProfile for a wildcard by file, which proves one name alone (Baseline Requirements 3.2.2.4.18). */
export function assertProvable(identifier: Identifier, method: ControlMethod, field: string): void {
  if (!isWildcard(identifier) || (method !== 'http' && method !== 'https')) return
  throw invalid(`${identifier} is a wildcard, which ${method} cannot prove: use DNS or e-mail`, field)
}

/** Throws invalidProfile unless the class takes the method and the dated rules still do. */
export function assertMethod(cls: CertificateClass, method: ControlMethod, now: Instant, field: string): void {
  if (!cls.methods.includes(method)) {
    throw invalid(`the class ${cls.id} does not take ${method}, but ${cls.methods.join(', ')}`, field)
  }
  if (!methodAllowed(method, now)) throw invalid(`the Baseline Requirements have ended control by ${method}`, field)
}

/**
 * Whether a proof covers a name; its age is core's `controlCounts`. A file covers exactly the name it was fetched from.
 * DNS and e-mail cover the name and all names below it, wildcards too (Baseline Requirements 3.2.2.4.4 and .7), but
 * nothing given above a registrable domain counts, should the public suffix list have changed since.
 */
export function provesIdentifier(
  authorization: Pick<Authorization, 'identifier' | 'method'>,
  identifier: Identifier,
): boolean {
  const proven = authorization.identifier
  if (authorization.method === 'http' || authorization.method === 'https') return proven === identifier
  return isAtOrBelow(withoutWildcard(identifier), proven) && isAtOrBelow(proven, registrableDomain(identifier))
}

function invalid(detail: string, field: string): ServiceError {
  return new ServiceError('invalidProfile', detail, { field })
}
