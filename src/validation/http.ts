import { type ChallengeProof, type Identifier, isWildcard } from '../core/index.ts'
import { type FetchSettings, fetchFile } from './fetch-file.ts'
import type { HttpReply } from './http-request.ts'
import { longestBody } from './http-request.ts'
import type { Perspective, PerspectiveOutcome } from './perspective.ts'
import { printable } from './printable.ts'

type FileProof = Extract<ChallengeProof, { fileName: string }>

/**
 * A file below `/.well-known/pki-validation/` of exactly this name (Baseline Requirements 3.2.2.4.18): it proves
 * neither the names below it nor a wildcard. Line ends, and blanks at the end of a line, are whatever the customer's
 * editor made of them.
 */
export async function validateHttp(
  perspective: Perspective,
  domain: Identifier,
  proof: FileProof,
  settings: FetchSettings,
  signal?: AbortSignal,
): Promise<PerspectiveOutcome> {
  const url = `${proof.method}://${domain}/.well-known/pki-validation/${proof.fileName}`
  const unusable = whyUnusable(domain, proof)
  if (unusable !== null) return outcome(perspective, unusable, { server: '', found: unusable, authenticated: false })

  const wanted = linesOf(proof.lines.join('\n'))
  // The last line is the random value, whether it stands alone or after a hash and a host.
  const secret = wanted.at(-1) ?? ''
  const { outcome: fetched, server, authenticated } = await fetchFile(url, [secret], perspective.dns, settings, signal)
  if ('problem' in fetched) {
    const found = printable(fetched.problem, 300)
    return outcome(perspective, `${url} cannot be used: ${fetched.problem}.`, { server, found, authenticated })
  }
  const { reply } = fetched
  const text = reply.body.toString('utf8').replace(/^\uFEFF/, '')
  const matches = !reply.cut && linesOf(text).join('\n') === wanted.join('\n')
  const found = describe(reply, text)
  const from = fetched.url === url ? '' : ` (redirected to ${printable(fetched.url, 200)})`
  const problem = matches ? null : `${url}${from} does not contain "${wanted.join('" / "')}"; found: ${found}.`
  return outcome(perspective, problem, { server, found, authenticated })
}

/** What no customer could repair; the authority refuses it all the same. */
function whyUnusable(domain: Identifier, proof: FileProof): string | null {
  if (isWildcard(domain)) return `${domain} is a wildcard; a file cannot prove it (Baseline Requirements 3.2.2.4.18).`
  if (!/^[A-Za-z0-9._-]+$/.test(proof.fileName) || /^\.+$/.test(proof.fileName))
    return 'The name of the file is not one.'
  return proof.lines.every((line) => line.trim() === '') ? 'The file of the challenge would be empty.' : null
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function describe(reply: HttpReply, text: string): string {
  if (reply.encoding !== null && reply.encoding.toLowerCase() !== 'identity') {
    return `a body encoded with ${printable(reply.encoding, 30)}, although none was asked for`
  }
  if (reply.cut) return `more than ${longestBody} bytes, beginning "${printable(text)}"`
  return text.trim() === '' ? 'an empty file' : `"${printable(text)}"`
}

function outcome(
  perspective: Perspective,
  problem: string | null,
  seen: { readonly server: string; readonly found: string; readonly authenticated: boolean },
): PerspectiveOutcome {
  return { problem, result: { perspective: perspective.name, valid: problem === null, ...seen } }
}
