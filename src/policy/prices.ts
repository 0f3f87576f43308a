import {
  type BasisPoints,
  type CertificateClass,
  type Identifier,
  isWildcard,
  type Money,
  type PriceComponent,
  vatOf,
} from '../core/index.ts'
import { billedNames } from './names.ts'

export interface QuoteRequest {
  readonly class: CertificateClass
  /** The names ordered: `ordered` of the plan, since what the plan adds is free. */
  readonly names: readonly Identifier[]
  /** What the order has paid before; empty for a new order or a renewal. */
  readonly paidNames: readonly Identifier[]
  readonly vatRate: BasisPoints
}

export interface Quote {
  /** In the order in which seed 9.1.14 prints them: additional names before the base. Empty when nothing is due. */
  readonly lines: readonly QuoteLine[]
  readonly net: Money
  /** On the sum, as printed (98 and 15.68). */
  readonly vat: Money
}

/** One billed component: printed as `<class>-<component>` with its count. */
export interface QuoteLine {
  readonly component: PriceComponent
  readonly count: number
  /** For all `count`. */
  readonly net: Money
  /** This line's part of the sum's VAT: the parts add up to it. */
  readonly vat: Money
}

/**
 * The price of an order, or of the names that a reissue adds (seed 004 sections 6.6 and 7.2). Names ever paid are never
 * billed again, and a reissue has no base (reference decision 2).
 */
export function quote(request: QuoteRequest): Quote {
  const { class: cls, paidNames } = request
  const billed = billedNames(cls, [...new Set(request.names)], paidNames)
  const counts = paidNames.length === 0 ? countsOfOrder(cls, billed) : countsOfReissue(cls, billed, paidNames)
  let net = 0
  let vat = 0
  const lines: QuoteLine[] = []
  for (const component of printedOrder) {
    const count = counts[component]
    if (count === 0) continue
    net += count * cls.prices[component]
    const vatSoFar = vatOf(net, request.vatRate)
    lines.push({ component, count, net: count * cls.prices[component], vat: vatSoFar - vat })
    vat = vatSoFar
  }
  return { lines, net, vat }
}

const printedOrder = ['san', 'wildcardsan', 'base', 'wildcardbase'] as const satisfies readonly PriceComponent[]

type Counts = Readonly<Record<PriceComponent, number>>

/** One base, the wildcard's if there is any wildcard, and each name beyond those it includes. */
function countsOfOrder(cls: CertificateClass, names: readonly Identifier[]): Counts {
  const { singles, wildcards } = additional(cls, names)
  const hasWildcard = names.some(isWildcard)
  const any = names.length > 0
  return {
    base: any && !hasWildcard ? 1 : 0,
    wildcardbase: hasWildcard ? 1 : 0,
    san: singles,
    wildcardsan: wildcards,
  }
}

/** What the added names need beyond what the paid base still has room for. */
function countsOfReissue(
  cls: CertificateClass,
  added: readonly Identifier[],
  paidNames: readonly Identifier[],
): Counts {
  const hadWildcard = paidNames.some(isWildcard)
  const before = additional(cls, paidNames, hadWildcard)
  const after = additional(cls, [...paidNames, ...added], hadWildcard)
  return {
    base: 0,
    wildcardbase: 0,
    san: after.singles - before.singles,
    wildcardsan: after.wildcards - before.wildcards,
  }
}

/**
 * Names beyond what a base includes: N singles, or one wildcard and N - 1 singles (reference section 7, row 37). Which
 * base a reissue's order has is read from the names it paid: one that bought its first wildcard by a reissue counts from
 * then on as one of the second kind.
 */
function additional(
  cls: CertificateClass,
  names: readonly Identifier[],
  wildcardBase = names.some(isWildcard),
): { readonly singles: number; readonly wildcards: number } {
  const wildcards = names.filter(isWildcard).length
  const singles = names.length - wildcards
  return {
    singles: Math.max(0, singles - cls.includedNames + (wildcardBase ? 1 : 0)),
    wildcards: wildcards - (wildcardBase ? 1 : 0),
  }
}
