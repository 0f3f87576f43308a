import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root, tools } from '../../scripts/tools.ts'

// The lint rules by example: what must be found where, and what must not. A renamed option, an override whose pattern
// no longer fits or a linter that lost its type information shows here.

type Planted = { file: string; text: string; rules: string[] }

const clean = (file: string, text: string): Planted => ({ file, text, rules: [] })
const faulty = (file: string, text: string, ...rules: string[]): Planted => ({ file, text, rules })

const TIME = 'export const a = Date.now()'
const ENV = "export const a = process.env['PATH']"
const FETCH = "export const a = () => fetch('http://localhost')"
const CRYPTO = 'export const a = crypto.randomUUID()'
const RANDOM = 'export const a = Math.random()'
const CONSOLE = "console.log('a')"
const LONG = `${'// a line\n'.repeat(400)}export const a = 1`

const PLANTED: Planted[] = [
  faulty('src/policy/time.ts', TIME, 'no-restricted-properties'),
  faulty(
    'src/policy/time-by-name.ts',
    "const { now } = Date\nexport const a = Date['now']() + now()",
    ...twice('no-restricted-properties'),
  ),
  faulty('src/config/time.ts', TIME, 'no-restricted-properties'),
  clean('src/core/clock.ts', TIME),
  clean('src/policy/time.test.ts', TIME),

  faulty('src/policy/environment.ts', ENV, 'no-restricted-properties'),
  faulty('src/policy/environment-by-name.ts', 'export const { env } = process', 'no-restricted-properties'),
  faulty('src/main.ts', ENV, 'no-restricted-properties'),
  clean('src/config/env.ts', ENV),
  clean('demo/environment.ts', ENV),

  faulty('src/registration/network.ts', FETCH, 'no-restricted-globals'),
  faulty('src/ca/network.ts', FETCH, 'no-restricted-globals'),
  clean('src/registration/a-port-of-that-name.ts', 'export const a = (fetch: () => number) => fetch()'),
  clean('src/validation/network.ts', FETCH),
  clean('src/issuers/acme/network.ts', FETCH),

  faulty('src/registration/crypto.ts', CRYPTO, 'no-restricted-globals'),
  faulty('src/events/crypto.ts', CRYPTO, 'no-restricted-globals'),
  clean('src/secrets/crypto.ts', CRYPTO),
  clean('src/core/digest.ts', CRYPTO),

  faulty('src/policy/random.ts', RANDOM, 'no-restricted-properties'),
  faulty('src/config/random.ts', RANDOM, 'no-restricted-properties'),

  faulty('src/policy/process.ts', "import { env } from 'node:process'\nexport const a = env", 'no-restricted-imports'),
  faulty('src/policy/exit.ts', 'export const a = () => process.exit(1)', 'no-process-exit'),

  faulty('src/policy/console.ts', CONSOLE, 'no-console'),
  faulty('lab/console.ts', CONSOLE, 'no-console'),
  clean('src/cli/console.ts', CONSOLE),
  clean('scripts/console.ts', CONSOLE),

  faulty('src/policy/long.ts', LONG, 'max-lines'),
  clean('src/policy/long.test.ts', LONG),

  faulty('src/policy/default.ts', 'const a = 1\nexport default a', 'no-default-export'),
  faulty('src/policy/any.ts', 'export type A = any', 'no-explicit-any'),
  faulty('src/policy/non-null.ts', 'export const a = (b: string | undefined) => b!.length', 'no-non-null-assertion'),
  faulty('src/policy/type.ts', "import { Stats } from 'node:fs'\nexport type A = Stats", 'consistent-type-imports'),
  faulty(
    'src/policy/inline.ts',
    "import { type Stats } from 'node:fs'\nexport type A = Stats",
    'no-import-type-side-effects',
  ),

  // These need types.
  faulty('src/policy/floating.ts', 'export const a = () => { Promise.resolve(1) }', 'no-floating-promises'),
  faulty(
    'src/policy/misused.ts',
    'export const a = (b: Promise<boolean>) => { if (b) return 1; return 2 }',
    'no-misused-promises',
  ),
  faulty('src/policy/await.ts', 'export const a = async (b: number) => { await b }', 'await-thenable'),
  faulty('src/policy/throw.ts', "export const a = () => { throw 'text' }", 'only-throw-error'),
  faulty('src/policy/unsafe.ts', "export const a: string = JSON.parse('1')", 'no-unsafe-assignment'),
  faulty(
    'src/policy/switch.ts',
    "export function a(b: 'x' | 'y'): number {\n  switch (b) {\n    case 'x':\n      return 1\n  }\n  return 0\n}",
    'switch-exhaustiveness-check',
  ),
  clean('src/policy/floating.test.ts', "import { test } from 'node:test'\ntest('a test is not awaited', () => {})"),
]

function twice(rule: string): string[] {
  return [rule, rule]
}

test('the linter finds each planted fault by its rule, where it is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-lint-'))
  try {
    for (const name of ['.oxlintrc.jsonc', 'tsconfig.json']) copyFileSync(join(root, name), join(folder, name))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const { file, text } of PLANTED) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `${text}\n`)
    }
    const { stdout, stderr } = spawnSync(process.execPath, [...tools.lint, '--format=json'], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(stderr, '')
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
    const found = diagnostics.map(({ code, filename }) => `${filename}: ${/\((.*)\)/.exec(code)?.[1]}`)
    const expected = PLANTED.flatMap(({ file, rules }) => rules.map((rule) => `${file}: ${rule}`))
    assert.deepEqual(found.toSorted(), expected.toSorted())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
