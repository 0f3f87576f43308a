import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  decodePem,
  parseCertificate,
  parseCsr,
  parsePublicKey,
  type PublicKey,
  spkiHash,
  X509Error,
} from '../x509/index.ts'
import { OperatorError, type Terminal } from './operator.ts'

export function addKeyCommands(program: Command, terminal: Terminal): void {
  program
    .command('key')
    .description('public keys')
    .command('block')
    .description('refuse a public key in every order from now on; certificates that have it are not revoked by this')
    .argument(
      '<file|hash>',
      'PEM of a CSR, certificate or public key; or the SHA-256 of its SubjectPublicKeyInfo, in hex',
    )
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(async (source: string, { reason }: { readonly reason: string }) => {
      const keyHash = await hashOf(source)
      await terminal.open(async ({ registration }) => {
        const added = await registration.blockKey({ keyHash, reason })
        terminal.print(added ? `Blocked the key ${keyHash}.` : `The key ${keyHash} was blocked before.`)
      })
    })
}

async function hashOf(source: string): Promise<string> {
  // As openssl and browsers print fingerprints, too.
  const hash = source.replaceAll(':', '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hash)) return hash
  const text = await readFile(source, 'utf8').catch((cause: unknown) => {
    throw new OperatorError(`"${source}" is neither a SHA-256 in hex nor a file that can be read: ${reasonOf(cause)}.`)
  })
  try {
    return spkiHash(keyOf(text))
  } catch (error) {
    if (error instanceof X509Error) throw new OperatorError(`${source}: ${error.message}.`)
    throw error
  }
}

function keyOf(text: string): PublicKey {
  const { label, der } = decodePem(text, ['CERTIFICATE REQUEST', 'CERTIFICATE', 'PUBLIC KEY'])
  if (label === 'CERTIFICATE REQUEST') return parseCsr(der).publicKey
  return label === 'CERTIFICATE' ? parseCertificate(der).publicKey : parsePublicKey(der)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
}
