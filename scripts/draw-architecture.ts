import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { root } from './tools.ts'

// The picture in ARCHITECTURE.md: which module of src imports which, as the code is, not as it ought to be. core, x509
// and protocols, which everyone may use, are one box without arrows, and app.ts, which knows everyone, is left out.
// By hand: `node run.cjs scripts/draw-architecture.ts`; a test says when it is due.

const FILE = join(root, 'ARCHITECTURE.md')
const PURE = ['core', 'protocols', 'x509']
const BEGIN = '<!-- drawn by scripts/draw-architecture.ts -->'
const END = '<!-- end of the drawing -->'

/** The text of ARCHITECTURE.md with the picture as it has to be. */
export async function drawnArchitecture(): Promise<string> {
  const text = readFileSync(FILE, 'utf8')
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error('ARCHITECTURE.md has no place for the drawing any more')
  return `${text.slice(0, begin + BEGIN.length)}\n\n${await picture()}\n${text.slice(end)}`
}

async function picture(): Promise<string> {
  const edges = await moduleEdges()
  const modules = [...new Set(edges.flat())].toSorted()
  const lines = modules.flatMap((from) => {
    const targets = edges.filter(([source]) => source === from).map(([, target]) => target)
    return targets.length === 0 ? [] : [`  ${from} --> ${targets.toSorted().join(' & ')}`]
  })
  const pure = `  everyone([every module]) -.-> pure[${PURE.join(', ')}]`
  return ['```mermaid', 'flowchart LR', ...lines, pure, '```', ''].join('\n')
}

/** From module to module, each once; imports of types count. */
async function moduleEdges(): Promise<(readonly [string, string])[]> {
  const options = await extractOptions(join(root, '.dependency-cruiser.cjs'))
  const { output } = await cruise(['src'], { ...options, baseDir: root, validate: false, exclude: '\\.test\\.ts$' })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')
  const edges = output.modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => `${moduleOf(source)} ${moduleOf(resolved)}`),
  )
  const pairs = [...new Set(edges)].map((edge) => edge.split(' ') as [string, string])
  return pairs.filter(([from, to]) => from !== to && isDrawn(from) && isDrawn(to))
}

/** `src/core/order.ts` is of core; what is outside src, or a file of src itself, is of none. */
function moduleOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? '-'
}

function isDrawn(module: string): boolean {
  return module !== '-' && !PURE.includes(module)
}

if (import.meta.main) writeFileSync(FILE, await drawnArchitecture())
