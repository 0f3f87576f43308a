import type { CommandParameters } from '../../protocols/centralnic/index.ts'

/** What a person's inline data consists of, behind `tech` or `evapprover`; the vendor's page misspells one of them. */
export const personMembers = ['firstname', 'lastname', 'lasname', 'phone', 'email', 'jobtitle'] as const

/** Which persons of a role are given inline: `techfirstname1` and `techphone1` are one, number 1. */
export function personIndices(parameters: Pick<CommandParameters, 'entries'>, role: 'tech' | 'evapprover'): number[] {
  const indices = personMembers.flatMap((member) => parameters.entries(`${role}${member}`).map(({ index }) => index))
  return [...new Set(indices)].toSorted((a, b) => a - b)
}
