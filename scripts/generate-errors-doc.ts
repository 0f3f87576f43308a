import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorKinds } from '../src/core/index.ts'
import { root } from './tools.ts'

// docs/errors.md from src/core/errors.ts, where each kind stands with its meaning under a comment that names its group.
// By hand: `node run.cjs scripts/generate-errors-doc.ts`; a test says when it is due.

const FILE = join(root, 'docs/errors.md')

/** RFC 8555 section 6.7 has these; the others are ours. */
const RFC_8555: ReadonlySet<string> = new Set([
  'alreadyRevoked',
  'badCSR',
  'badPublicKey',
  'badRevocationReason',
  'badSignatureAlgorithm',
  'caa',
  'connection',
  'dns',
  'incorrectResponse',
  'invalidContact',
  'malformed',
  'rateLimited',
  'rejectedIdentifier',
  'serverInternal',
  'tls',
  'unauthorized',
  'unsupportedIdentifier',
])

export function errorsDocument(): string {
  const source = readFileSync(join(root, 'src/core/errors.ts'), 'utf8')
  const list = /errorKinds = \{\n([^]*?)\n\} as const/.exec(source)?.[1] ?? ''
  const lines: string[] = []
  const described = new Set<string>()
  for (const line of list.split('\n')) {
    const group = /^ {2}\/\/ (.+)$/.exec(line)?.[1]
    const kind = /^ {2}(\w+):/.exec(line)?.[1]
    if (group !== undefined) lines.push('', `## About ${group}`, '', '| Kind | Meaning |', '|---|---|')
    if (kind === undefined || !Object.hasOwn(errorKinds, kind)) continue
    described.add(kind)
    lines.push(`| \`${kind}\`${RFC_8555.has(kind) ? '' : ' *'} | ${errorKinds[kind as keyof typeof errorKinds]} |`)
  }
  const missing = Object.keys(errorKinds).filter((kind) => !described.has(kind))
  if (missing.length > 0)
    throw new Error(`src/core/errors.ts cannot be read any more; not found: ${missing.join(', ')}`)
  return `${HEAD}${lines.join('\n')}\n`
}

const HEAD = `# Errors

Made from \`src/core/errors.ts\` by \`scripts/generate-errors-doc.ts\`; do not edit.

Whatever goes wrong is one of these kinds, with a sentence for the customer and, where there is one, the name of the
field. Every front end answers each kind in the words and codes of its own API: the table is \`errors.ts\` in its folder,
and a kind that a front end does not know stops the build. Names are those of RFC 8555 section 6.7; a star marks ours.
`

if (import.meta.main) writeFileSync(FILE, errorsDocument())
