import type { ControlMethod } from './authorization.ts'
import type { PriceComponent } from './ledger.ts'
import type { Money } from './money.ts'

/** A product, as data: one row says what it is called on every wire and what it allows. */
export interface CertificateClass {
  readonly id: ClassId
  /** "Marketed name" of seed 004 section 9.3.1. */
  readonly name: string
  readonly ca: 'DigiCert' | 'Sectigo'
  readonly validation: 'dv' | 'ov' | 'ev'
  /** Two letters in front of CentralNic ids. */
  readonly prefix: string
  readonly names: WireNames
  /** Where a wire sells the class's wildcard form as a product of its own; null where `names` serves both. */
  readonly wildcardNames: WireNames
  readonly wildcard: boolean
  readonly san: boolean
  /** Names that the base price covers. */
  readonly includedNames: number
  /** How many free alternatives (`www.` and the wildcard's base) are added at most. */
  readonly freeAlternatives: number
  /** Ordered names at most, free alternatives not counted: 1 where `san` is false. */
  readonly maxNames: number
  readonly methods: readonly ControlMethod[]
  readonly contacts: {
    readonly tech: ContactDemand
    readonly organization: ContactDemand
    readonly evApprover: ContactDemand
  }
  readonly periods: readonly Period[]
  readonly refundOnCancel: boolean
  readonly immediateIssuance: boolean
  readonly serverTypes: readonly string[]
  readonly prices: Readonly<Record<PriceComponent, Money>>
}

/** What the other wires call a class: `name_id`, product id, `prod`, and the class of CentralNic's SSL API 1.0. */
export interface WireNames {
  readonly digicert: string | null
  readonly openprovider: number | null
  readonly netim: string | null
  readonly centralnicLegacy: string | null
}

export type ContactDemand = 'NO' | 'OPTIONAL' | 'MANDATORY'

export const classIds = [
  'geotrustflexdv',
  'geotrusttruebizidev',
  'geotrusttruebizidov',
  'rapidssldv',
  'securesiteflexev',
  'securesiteflexov',
  'securesiteproev',
  'securesiteproov',
  'ssl123dv',
  'webserverev',
  'webserverov',
  'instantsslov',
  'multidomaindv',
  'multidomainev',
  'multidomainov',
  'positivessldv',
  'premiumov',
  'singledomainev',
  'unifiedcommunicationsdv',
  'unifiedcommunicationsov',
] as const

export type ClassId = (typeof classIds)[number]

/** `1y`: the only period that today's classes sell. */
export type Period = '1y'
