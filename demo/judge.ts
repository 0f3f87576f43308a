import { execFile } from 'node:child_process'
import { type KeyObject, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Answer } from './client.ts'
import { crlFault, fetchCrl, isListed } from './crl.ts'
import { toPem } from './csr.ts'

/** A certificate as the platform handed it out, with its chain. */
export interface IssuedChain {
  readonly leaf: X509Certificate
  readonly intermediate: X509Certificate
  readonly root: X509Certificate
}

export interface Verdict {
  readonly trusted: boolean
  readonly revoked: boolean
  /** `trusted (node, openssl)`, `revoked (node, openssl)`, or what is wrong. */
  readonly text: string
}

export function chainOf(answer: Answer): IssuedChain {
  const [leaf, intermediate, root] = ['cert', 'intermediate', 'root'].map(
    (name) => new X509Certificate(answer.all(name).join('\n')),
  ) as [X509Certificate, X509Certificate, X509Certificate]
  return { leaf, intermediate, root }
}

/** Judges with node:crypto alone, and by `openssl verify -crl_check` too where it is installed. They must agree. */
export async function judge(chain: IssuedChain, names: readonly string[], key: KeyObject, folder: string) {
  const crl = await fetchCrl(chain.leaf)
  const fault = chainFault(chain, names, key) ?? crlFault(crl, chain.intermediate)
  if (fault !== undefined) return verdict(false, false, fault)
  const revoked = isListed(crl, chain.leaf.serialNumber)
  const others = await askOpenssl(chain, crl, folder)
  if (others === undefined) return verdict(!revoked, revoked, `${revoked ? 'revoked' : 'trusted'} (node)`)
  const agreed = revoked ? /certificate revoked/.test(others) : /: OK$/m.test(others)
  if (!agreed) return verdict(false, revoked, `openssl disagrees: ${others.trim()}`)
  return verdict(!revoked, revoked, `${revoked ? 'revoked' : 'trusted'} (node, openssl)`)
}

function verdict(trusted: boolean, revoked: boolean, text: string): Verdict {
  return { trusted, revoked, text }
}

/** What is wrong with the chain; undefined when nothing is. */
function chainFault({ leaf, intermediate, root }: IssuedChain, names: readonly string[], key: KeyObject) {
  const now = Date.now()
  const rules: readonly (readonly [boolean, string])[] = [
    [leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey), 'not signed by its issuing CA'],
    [intermediate.checkIssued(root) && intermediate.verify(root.publicKey), 'issuing CA not signed by the root'],
    [root.verify(root.publicKey), 'root not signed by itself'],
    [intermediate.ca && root.ca && !leaf.ca, 'CA flags wrong'],
    [leaf.publicKey.equals(key), 'not for the key of the request'],
    [
      names.every((name) => leaf.checkHost(name.replace('*', 'any')) !== undefined),
      `does not cover ${names.join(', ')}`,
    ],
    [[leaf, intermediate, root].every((one) => isCurrent(one, now)), 'not valid today'],
  ]
  return rules.find(([holds]) => !holds)?.[1]
}

function isCurrent({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime()
}

/** Its words, or undefined where it is not installed. */
async function askOpenssl({ leaf, intermediate, root }: IssuedChain, crl: Buffer, folder: string) {
  const file = (name: string) => join(folder, `${leaf.serialNumber}.${name}.pem`)
  await Promise.all([
    writeFile(file('leaf'), leaf.toString()),
    writeFile(file('intermediate'), intermediate.toString()),
    writeFile(file('root'), root.toString()),
    writeFile(file('crl'), toPem('X509 CRL', crl)),
  ])
  const trust = ['-CAfile', file('root'), '-untrusted', file('intermediate')]
  const args = ['verify', '-crl_check', '-CRLfile', file('crl'), ...trust, file('leaf')]
  try {
    return (await promisify(execFile)('openssl', args)).stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return (error as { stderr?: string }).stderr ?? String(error)
  }
}
