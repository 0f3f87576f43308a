import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkRestricted } from '../../scripts/check-restricted.ts'

function check(text: string, file = 'src/policy/planted.ts'): string[] {
  return checkRestricted([{ file, text }])
}

test('asking for the time outside the clock is found, whatever the spelling', () => {
  for (const text of [
    'new Date()',
    'new Date',
    'f(new Date ( ))',
    'Date()',
    'const D = Date',
    'new globalThis.Date()',
  ]) {
    assert.equal(check(`export const a = 1\n${text}`).length, 1, text)
  }
})

test('a time that is passed in may be turned into a Date', () => {
  for (const text of [
    'new Date(0)',
    'new Date(now)',
    'Date.UTC(2026, 0)',
    'let d: Date',
    "const s = 'new Date()'",
    '// new Date()',
  ]) {
    assert.deepEqual(check(text), [], text)
  }
})

test('the clock, tests and code outside src may ask for the time', () => {
  for (const file of ['src/core/clock.ts', 'src/policy/names.test.ts', 'bench/main.ts']) {
    assert.deepEqual(check('new Date()', file), [], file)
  }
})

test('a restricted global behind another name is found', () => {
  for (const text of ['globalThis.fetch(url)', "globalThis['crypto']", 'const p = process', 'let m = Math']) {
    assert.equal(check(text).length, 1, text)
  }
  for (const text of [
    'process.pid',
    'const { pid } = process',
    'const n = Math.max(1, 2)',
    'let g: typeof globalThis',
  ]) {
    assert.deepEqual(check(text), [], text)
  }
})

test('an import of a computed name is found', () => {
  assert.equal(check('await import(name)').length, 1)
  assert.equal(check(`await import(\`./\${name}.ts\`)`).length, 1)
  assert.deepEqual(check("await import('./names.ts')"), [])
})

test('a fault is reported with file and line', () => {
  assert.match(check('\n\nnew Date()')[0] ?? '', /^src\/policy\/planted\.ts:3: only the clock asks/)
})

// Assembled here, because these lines would silence the tools in this file.
const oxlint = ['oxlint', 'disable'].join('-')
const eslint = ['eslint', 'disable'].join('-')
const biome = ['biome', 'ignore'].join('-')
const ts = (word: string) => `@ts-${word}`

test('a suppression without a rule or a reason is found everywhere', () => {
  const bad = [
    `// ${oxlint}-next-line`,
    `// ${oxlint}-next-line no-control-regex`,
    `// ${oxlint}-next-line -- because it is so`,
    `// ${oxlint} no-control-regex -- for the whole file`,
    `/* ${oxlint} no-control-regex -- for the whole file */`,
    `/* ${eslint} */`,
    `// ${eslint}-next-line no-control-regex -- the other tool's name`,
    `// ${biome} format`,
    `// ${biome} lint: the linter is another one`,
    `// ${biome}-all format: for the whole file`,
    `// ${ts('ignore')}: it does not matter why`,
    `// ${ts('nocheck')}`,
    `// ${ts('expect-error')}`,
    `a() // ${oxlint}-line no-eval`,
  ]
  for (const text of bad) {
    for (const file of ['src/policy/planted.ts', 'test/planted.test.ts', 'scripts/planted.ts']) {
      assert.equal(check(text, file).length, 1, `${file}: ${text}`)
    }
  }
})

test('a suppression with rule and reason is accepted, and one quoted in a string is none', () => {
  const good = [
    `// ${oxlint}-next-line no-control-regex -- RFC 5280 says which octets are allowed`,
    `// ${oxlint}-next-line typescript/no-unsafe-call, eqeqeq -- the driver has no types`,
    `a() // ${oxlint}-line no-eval -- the sandbox of this test`,
    `// ${biome} format: the table reads better in columns`,
    `// ${ts('expect-error')}: the argument is wrong on purpose`,
    `const s = '// ${oxlint}-next-line'`,
  ]
  for (const text of good) assert.deepEqual(check(text), [], text)
})
