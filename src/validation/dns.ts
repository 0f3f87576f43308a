import type { Identifier } from '../core/index.ts'
import type { DnsFailure } from './dns-client.ts'
import { sameName } from './dns-message.ts'
import type { Perspective, PerspectiveOutcome } from './perspective.ts'
import { printable, printableList } from './printable.ts'

/**
 * A TXT record at the authorization domain itself whose text is the random value (Baseline Requirements 3.2.2.4.7).
 * The whole text: a token inside a longer text is somebody else's record that quotes it.
 */
export async function validateDnsTxt(
  perspective: Perspective,
  domain: Identifier,
  token: string,
  signal?: AbortSignal,
): Promise<PerspectiveOutcome> {
  const answer = await perspective.dns.query(domain, 'TXT', signal)
  if (!answer.answered) return failed(perspective, answer)
  const valid = answer.values.some((text) => text.trim() === token)
  const found = answer.values.length === 0 ? nothing(answer.exists) : printableList(answer.values)
  return {
    problem: valid ? null : `No TXT record of ${domain} has the text "${token}"; found: ${found}.`,
    result: {
      perspective: perspective.name,
      server: answer.server,
      valid,
      found,
      authenticated: answer.authenticated,
    },
  }
}

/**
 * `<label>.<authorization domain>` is a CNAME of the challenge's target. The label begins with an underscore: a CA that
 * left it out had to revoke 83,267 certificates in July 2024, since anyone may be given a host name without one.
 */
export async function validateDnsCname(
  perspective: Perspective,
  domain: Identifier,
  proof: { readonly label: string; readonly target: string },
  signal?: AbortSignal,
): Promise<PerspectiveOutcome> {
  const name = `${proof.label}.${domain}`
  const answer = await perspective.dns.query(name, 'CNAME', signal)
  if (!answer.answered) return failed(perspective, answer)
  const valid = answer.values.some((target) => sameName(target, proof.target))
  const found = answer.values.length === 0 ? nothing(answer.exists) : printableList(answer.values)
  return {
    problem: valid ? null : `${name} is not a CNAME of ${proof.target}; found: ${found}.`,
    result: { perspective: perspective.name, server: answer.server, valid, found, authenticated: answer.authenticated },
  }
}

function nothing(exists: boolean): string {
  return exists ? 'no such record' : 'no such name (NXDOMAIN)'
}

function failed(perspective: Perspective, failure: DnsFailure): PerspectiveOutcome {
  return {
    problem: failure.problem,
    result: {
      perspective: perspective.name,
      server: failure.server,
      valid: false,
      found: printable(failure.problem, 300),
      authenticated: false,
    },
  }
}
