/**
 * The policy authority: decides over core's data what may be ordered, for which names, proven how, and at what price.
 * Pure and synchronous: no storage, no network, no clock of its own (instants are arguments). It throws ServiceErrors
 * that name the field, and must never know an order's state, a wire format or an issuer.
 */
export {
  type ApproverAddress,
  approverAddresses,
  defaultApproverAddress,
  parseApproverAddress,
} from './approver-addresses.ts'
export { assertMethod, assertProvable, parseControlDomain, provesIdentifier, scopeDomain } from './control.ts'
export { fitsCommonName, parentsOf, parseIdentifier, parseIdentifiers, registrableDomain } from './identifiers.ts'
export { billedNames, freeAlternative, maxNamesWithAlternatives, type NamePlan, planNames } from './names.ts'
export { type Quote, type QuoteLine, type QuoteRequest, quote } from './prices.ts'
