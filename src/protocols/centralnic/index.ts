/**
 * The wire format of the CentralNic Reseller command API ("call" socket), both directions: requests in every layout
 * that known clients send, answers in the form that every known client reads, and the small syntaxes within them (ids,
 * dates, patterns, return codes). Pure text: no I/O, no clock, no knowledge of commands, accounts or certificates.
 * Facts: reference `centralnic.md` sections 1-3 and 7, seed 004 sections 8 and 9.
 */
export { formatDate, formatDateFraction, parseDate } from './dates.ts'
export { type DecodedResponse, decodeResponse, firstValue } from './decode-response.ts'
export { encodeRequest, type RequestToEncode } from './encode-request.ts'
export {
  formatCertificateId,
  formatContactId,
  formatFailId,
  formatHandle,
  formatLegacyCertificateId,
  formatOrderId,
  type Handle,
  type LegacyId,
  type PrefixedId,
  parseCertificateId,
  parseContactId,
  parseFailId,
  parseHandle,
  parseLegacyCertificateId,
  parseOrderId,
} from './ids.ts'
export { type List, listProperties } from './list-response.ts'
export { CommandParameters, type IndexedValue, type ParameterSpec } from './parameters.ts'
export { compilePattern, type Pattern } from './pattern.ts'
export { Properties, type PropertySource, type PropertyValue } from './properties.ts'
export { ProtocolError, type ProtocolErrorKind } from './protocol-error.ts'
export { type Credentials, type DecodedRequest, decodeRequest, type RequestInput } from './request.ts'
export { type CommandResponse, encodeResponse } from './response.ts'
export { describe, type ReturnCode, returnCodes } from './return-codes.ts'
