import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkImports, proveImportRules } from '../../scripts/check-imports.ts'
import { plantedTree } from '../../scripts/planted-imports.ts'

async function check(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-imports-'))
  try {
    for (const [file, text] of Object.entries({ 'package.json': '{}', ...files })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    return await checkImports(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('the import rules find each planted violation by its rule, and nothing else', async () => {
  assert.deepEqual(await proveImportRules(), [])
})

test('each module of the table has planted violations of its own', () => {
  const rules = new Set(plantedTree().expected.map((line) => line.split(' ← ')[0]))
  for (const module of ['policy', 'storage', 'registration', 'jobs', 'cli', 'frontends', 'ca', 'issuers']) {
    assert.ok(rules.has(`${module}-imports`), module)
  }
})

test('a violation is reported with both files and what to do', async () => {
  const problems = await check({
    'src/core/index.ts': "export type { A } from '../policy/index.ts'\n",
    'src/policy/index.ts': 'export type A = 1\n',
  })
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /^pure-stays-pure: src\/core\/index\.ts → src\/policy\/index\.ts\n {4}core, x509 and/)
})

test('code in src that is not .ts is refused, read or not', async () => {
  for (const file of ['page.js', 'page.mjs', 'page.cjs', 'page.mts', 'page.cts', 'page.tsx']) {
    const problems = await check({ 'src/main.ts': '', [`src/core/${file}`]: 'export {}\n' })
    assert.ok(problems.includes(`only .ts files belong in src: src/core/${file}`), file)
  }
})
