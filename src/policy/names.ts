import { type CertificateClass, type Identifier, isWildcard, ServiceError } from '../core/index.ts'
import { registrableDomain } from './identifiers.ts'

/** The names of a certificate, as planned from what was ordered. */
export interface NamePlan {
  /** As ordered, no name twice: what prices are quoted for. */
  readonly ordered: readonly Identifier[]
  /** Added free of charge. */
  readonly alternatives: readonly Identifier[]
  /** What the certificate will carry: ordered, then alternatives. */
  readonly names: readonly Identifier[]
}

/**
 * Plans a certificate's names (reference decision 16): for each name that counts as bought its free alternative, the
 * first N by class, behind the ordered names. Throws invalidProfile when the class does not take the names.
 */
export function planNames(request: {
  readonly class: CertificateClass
  readonly requested: readonly Identifier[]
  readonly autofill: boolean
}): NamePlan {
  const ordered = [...new Set(request.requested)]
  const bought = billedNames(request.class, ordered, [])
  assertSold(request.class, ordered, bought)
  const alternatives = request.autofill ? freeAlternativesOf(request.class, ordered, bought) : []
  return { ordered, alternatives, names: [...ordered, ...alternatives] }
}

/**
 * Of the names ordered, those that cost something: all but those paid before and, up to the class's number, those that
 * are the free alternative of a name that is bought or was paid ("you are free to specify it as well", seed 9.6). The
 * number of names returned depends neither on the order of `ordered` nor on who listed an alternative: it is the least
 * possible one.
 */
export function billedNames(
  cls: CertificateClass,
  ordered: readonly Identifier[],
  paidNames: readonly Identifier[],
): Identifier[] {
  const paid = new Set(paidNames)
  const used = ordered.filter((name) => paid.has(name))
  const fresh = ordered.filter((name) => !paid.has(name))
  const left = Math.max(0, cls.freeAlternatives - alternativesAmong(used, []).length)
  const free = new Set(alternativesAmong(fresh, paidNames).slice(0, left))
  return fresh.filter((name) => !free.has(name))
}

/** The one name that goes with another for nothing: with or without `www.`, or a wildcard's base. */
export function freeAlternative(identifier: Identifier): Identifier | undefined {
  if (isWildcard(identifier)) return identifier.slice(2) as Identifier
  // `www.co.uk`, were it registered, may not lead to `co.uk`.
  if (!identifier.startsWith('www.')) return identifier.length > 249 ? undefined : (`www.${identifier}` as Identifier)
  return identifier === registrableDomain(identifier) ? undefined : (identifier.slice(4) as Identifier)
}

/** Names at most with free alternatives: "max domains including alternatives" of seed 9.1.2. */
export function maxNamesWithAlternatives(cls: CertificateClass): number {
  return Math.min(mostNames, cls.maxNames + Math.min(cls.freeAlternatives, cls.maxNames))
}

/** No class has more names in a certificate (seed 9.1.2). */
const mostNames = 250

function assertSold(cls: CertificateClass, ordered: readonly Identifier[], bought: readonly Identifier[]): void {
  const wildcard = ordered.find(isWildcard)
  if (ordered.length === 0) throw invalid('no name is given, neither in the order nor in the CSR')
  if (wildcard !== undefined && !cls.wildcard)
    throw invalid(`the class ${cls.id} takes no wildcard such as ${wildcard}`)
  if (!cls.san && bought.length > 1) throw invalid(`the class ${cls.id} takes one name, and ${bought.length} are given`)
  if (ordered.length > maxNamesWithAlternatives(cls)) {
    throw invalid(`the class ${cls.id} takes ${cls.maxNames} names, and ${ordered.length} are given`)
  }
}

function invalid(detail: string): ServiceError {
  return new ServiceError('invalidProfile', detail, { field: 'names' })
}

/** What is added to the ordered names. A name that is itself free brings nothing further. */
function freeAlternativesOf(
  cls: CertificateClass,
  ordered: readonly Identifier[],
  bought: readonly Identifier[],
): Identifier[] {
  const listed = new Set(ordered)
  const room = Math.min(cls.freeAlternatives - (ordered.length - bought.length), mostNames - ordered.length)
  const added = new Set<Identifier>()
  for (const name of bought) {
    if (added.size >= room) break
    const alternative = freeAlternative(name)
    if (alternative !== undefined && !listed.has(alternative)) added.add(alternative)
  }
  return [...added]
}

/**
 * As many of `names` as can be free alternatives of names that stay bought, or of `roots`, which were paid before. Each
 * name has one alternative at most, so the names form chains that end in a name or in a pair (`*.x → x ⇄ www.x`). A name
 * that nothing leads to is bought, what a bought name leads to is free, and a name that only free ones lead to is bought
 * again: walking so from the ends finds the largest choice. What is left are pairs, of which the first is bought.
 */
function alternativesAmong(names: readonly Identifier[], roots: readonly Identifier[]): Identifier[] {
  const listed = new Set(names)
  const free = new Set<Identifier>()
  const bought = new Set<Identifier>()
  /** For each name how many lead to it that are not free; roots never become free. */
  const leading = new Map<Identifier, number>()
  const alternativeOf = (name: Identifier): Identifier | undefined => {
    const alternative = freeAlternative(name)
    return alternative !== undefined && listed.has(alternative) ? alternative : undefined
  }
  const undecided = (name: Identifier): boolean => !free.has(name) && !bought.has(name)
  const buy = (name: Identifier): void => {
    bought.add(name)
    const alternative = alternativeOf(name)
    if (alternative !== undefined && undecided(alternative)) give(alternative)
  }
  const give = (name: Identifier): void => {
    free.add(name)
    const alternative = alternativeOf(name)
    if (alternative === undefined) return
    const rest = (leading.get(alternative) ?? 0) - 1
    leading.set(alternative, rest)
    if (rest === 0 && undecided(alternative)) buy(alternative)
  }

  const targets = roots.map(alternativeOf).filter((name) => name !== undefined)
  for (const target of [...targets, ...names.map(alternativeOf)]) {
    if (target !== undefined) leading.set(target, (leading.get(target) ?? 0) + 1)
  }
  for (const target of targets) if (undecided(target)) give(target)
  for (const name of names) if (!leading.has(name) && undecided(name)) buy(name)
  for (const name of names) if (undecided(name)) buy(name)
  return names.filter((name) => free.has(name))
}
