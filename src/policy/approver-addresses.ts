import { type Identifier, ServiceError } from '../core/index.ts'
import { parentsOf, parseIdentifier } from './identifiers.ts'

/** An address whose reader may approve, and the name at which that proves control. */
export interface ApproverAddress {
  readonly address: string
  readonly authorizationDomain: Identifier
}

/** The local parts that nobody gives away (Baseline Requirements 3.2.2.4.4). */
export const approverLocalParts = ['admin', 'administrator', 'hostmaster', 'postmaster', 'webmaster'] as const

/**
 * All addresses that may approve a name: at the name (without its `*.`) and at each parent up to the registrable
 * domain, the name's own first. WHOIS is never used (reference decision 4; BR ended it with SC-080).
 */
export function approverAddresses(identifier: Identifier): ApproverAddress[] {
  return parentsOf(identifier).flatMap((authorizationDomain) =>
    approverLocalParts.map((localPart) => ({ address: `${localPart}@${authorizationDomain}`, authorizationDomain })),
  )
}

/** Where the mail goes when the customer named no address (reference decision 4). */
export function defaultApproverAddress(authorizationDomain: Identifier): string {
  return `hostmaster@${authorizationDomain}`
}

/**
 * An address that the customer chose for a name. Throws malformed when it is no address, and notAllowed when it may
 * not approve that name.
 */
export function parseApproverAddress(text: string, identifier: Identifier, field: string): ApproverAddress {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  if (at < 1 || at === trimmed.length - 1) {
    throw new ServiceError('malformed', 'the approver is not an e-mail address', { field })
  }
  const localPart = trimmed.slice(0, at).toLowerCase()
  const domain = parseDomain(trimmed.slice(at + 1), field)
  const known = approverLocalParts.some((allowed) => allowed === localPart)
  const parent = parentsOf(identifier).find((name) => name === domain)
  if (known && parent !== undefined) return { address: `${localPart}@${parent}`, authorizationDomain: parent }
  throw new ServiceError(
    'notAllowed',
    `the address may not approve ${identifier}: ${approverLocalParts.join(', ')} at the name or a parent of it may`,
    { field },
  )
}

/** The part behind the @, as a name; whatever else it is, it approves nothing. */
function parseDomain(text: string, field: string): Identifier | undefined {
  try {
    return parseIdentifier(text, field)
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}
