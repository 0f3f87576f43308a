import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import type { ICruiseResult, IViolation } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { plantedTree, writePlantedTree } from './planted-imports.ts'
import { root } from './tools.ts'

// The import rules, and the proof that they work: a cruiser without a TypeScript it understands reads no .ts file and
// reports "no violations" all the same. So each run first has every planted violation found, and then accounts for
// every file of src.

const FOLDERS = ['src', 'lab', 'demo', 'test', 'bench', 'scripts']

/** Sentences about what is wrong in the tree at `folder`; empty when nothing is. */
export async function checkImports(folder: string): Promise<string[]> {
  const result = await cruiseTree(folder)
  const why = new Map((await rules()).map((rule) => [rule.name, rule.comment]))
  return [
    ...result.summary.violations.map((found) => sentence(found, why.get(found.rule.name))),
    ...unread(folder, result),
  ]
}

/** Sentences about planted violations that were not found, and about findings that were not planted. */
export async function proveImportRules(): Promise<string[]> {
  const tree = plantedTree()
  const folder = mkdtempSync(join(tmpdir(), 'reseal-planted-'))
  try {
    writePlantedTree(folder, tree)
    const result = await cruiseTree(folder)
    const found = result.summary.violations.map((violation) => `${violation.rule.name} ← ${violation.from}`)
    const proved = new Set(tree.expected.map((line) => line.split(' ← ')[0]))
    const unproved = (await rules()).map((rule) => rule.name ?? 'unnamed').filter((name) => !proved.has(name))
    return [
      ...without(tree.expected, found).map((line) => `planted, not found: ${line}`),
      ...without(found, tree.expected).map((line) => `found, not planted: ${line}`),
      ...unproved.map((name) => `rule without a planted violation: ${name}`),
      ...unread(folder, result),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cruiseTree(folder: string): Promise<ICruiseResult> {
  const options = await extractOptions(join(root, '.dependency-cruiser.cjs'))
  const folders = FOLDERS.filter((name) => existsSync(join(folder, name)))
  const { output } = await cruise(folders, { ...options, baseDir: folder, validate: true })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')
  return output
}

async function rules() {
  const options = await extractOptions(join(root, '.dependency-cruiser.cjs'))
  return options.ruleSet?.forbidden ?? []
}

/** Whatever could hold code under src/ must have been read, and must be .ts. */
function unread(folder: string, result: ICruiseResult): string[] {
  const read = new Set(result.modules.map((module) => module.source))
  const files = globSync('src/**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}', { cwd: folder }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  const modules = [...read].filter((source) => source.startsWith('src/'))
  return [
    ...files.filter((file) => !read.has(file)).map((file) => `not read by the import rules: ${file}`),
    ...files.filter((file) => !file.endsWith('.ts')).map((file) => `only .ts files belong in src: ${file}`),
    ...(files.length === modules.length ? [] : [`${modules.length} modules read in src, ${files.length} files there`]),
  ]
}

function sentence(violation: IViolation, comment: string | undefined): string {
  const arrow = violation.to === violation.from ? '' : ` → ${violation.to}`
  const through = violation.cycle ? ` (${violation.cycle.map((module) => module.name).join(' → ')})` : ''
  return `${violation.rule.name}: ${violation.from}${arrow}${through}\n    ${comment ?? ''}`
}

/** The lines of `these` that have no partner in `those`; a line that is there twice needs two. */
function without(these: string[], those: string[]): string[] {
  const left = [...those]
  return these.filter((line) => {
    const index = left.indexOf(line)
    if (index !== -1) left.splice(index, 1)
    return index === -1
  })
}

if (import.meta.main) {
  const problems = [...(await proveImportRules()), ...(await checkImports(root))]
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
