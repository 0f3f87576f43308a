import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './tools.ts'

// What neither the linter nor the import rules can say:
// - the time of day is asked for in src/core/clock.ts only, `new Date()` without an argument included;
// - a restricted global goes by its own name, so that the linter sees it;
// - `import()` names its module, so that the import rules see it;
// - a suppression names the rule and gives a reason.

const FILES = '{src,lab,demo,test,bench,scripts}/**/*.ts'

export type Source = { file: string; text: string }

/** One sentence per fault, with file and line. */
export function checkRestricted(sources: Source[]): string[] {
  return sources.flatMap((source) => (SUSPECT.test(source.text) ? faults(source) : []))
}

export function readSources(folder: string): Source[] {
  return globSync(FILES, { cwd: folder }).map((file) => ({
    file: file.replaceAll('\\', '/'),
    text: readFileSync(join(folder, file), 'utf8'),
  }))
}

/** Parsing costs a millisecond a file, so only files that could be at fault are parsed. */
const SUSPECT = /\bDate\b|=\s*(process|Math)\b|\bimport\s*\(|globalThis|-(disable|enable|ignore)|@ts-/

function faults({ file, text }: Source): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const report = (position: number, sentence: string) => {
    found.push(`${file}:${tree.getLineAndCharacterOfPosition(position).line + 1}: ${sentence}`)
  }
  const production = file.startsWith('src/') && !file.endsWith('.test.ts')
  const literals: ts.Node[] = []

  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node)) {
      literals.push(node)
    }
    if (production) for (const sentence of restricted(node, file)) report(node.getStart(tree), sentence)
    ts.forEachChild(node, visit)
  }
  visit(tree)

  const inLiteral = (position: number) =>
    literals.some((node) => node.getStart(tree) <= position && position < node.end)
  for (const match of text.matchAll(SUPPRESSION)) {
    const sentence = inLiteral(match.index) ? undefined : badSuppression(match[0])
    if (sentence !== undefined) report(match.index, sentence)
  }
  return found
}

const CLOCK = 'src/core/clock.ts'

function* restricted(node: ts.Node, file: string): Generator<string> {
  const asksTheTime =
    (ts.isNewExpression(node) && isGlobal(node.expression, 'Date') && (node.arguments ?? []).length === 0) ||
    (ts.isCallExpression(node) && isGlobal(node.expression, 'Date'))
  if (asksTheTime && file !== CLOCK) {
    yield 'only the clock asks what time it is: take it from the Clock that is passed in'
  }
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isAliased(node.initializer)) {
    yield 'an alias of Date, Math or process hides what is done with it: use the name itself'
  }
  if (ts.isIdentifier(node) && node.text === 'globalThis' && !ts.isTypeQueryNode(node.parent)) {
    yield 'behind globalThis the linter does not see a restricted global: use the name itself'
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [name] = node.arguments
    if (name === undefined || !ts.isStringLiteralLike(name)) {
      yield 'import() of a computed name escapes the import rules: name the module'
    }
  }
}

function isAliased(initializer: ts.Expression | undefined): boolean {
  return initializer !== undefined && ['Date', 'Math', 'process'].some((name) => isGlobal(initializer, name))
}

function isGlobal(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

/** A comment that silences a tool, up to the end of its line. */
const SUPPRESSION = /(?:\/\/|\/\*|^\s*\*)\s*(?:(?:oxlint|eslint|biome)-(?:disable|enable|ignore)|@ts-)[^\n]*/gm

const GOOD_SUPPRESSIONS = [
  /^\/\/\s*oxlint-disable-(?:next-)?line\s+[\w@/-]+(?:,\s*[\w@/-]+)*\s+--\s+\S.{7,}$/,
  /^\/\/\s*biome-ignore\s+format:\s+\S.{7,}$/,
  /^\/\/\s*@ts-expect-error:?\s+\S.{7,}$/,
]
const FORMS = '"oxlint-disable-next-line rule -- reason", "biome-ignore format: reason" or "@ts-expect-error: reason"'

function badSuppression(comment: string): string | undefined {
  if (GOOD_SUPPRESSIONS.some((form) => form.test(comment.trim()))) return undefined
  return `a suppression covers one line, names the rule and gives a reason (${FORMS}): ${comment.trim()}`
}

if (import.meta.main) {
  const problems = checkRestricted(readSources(root))
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
