import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { drawnArchitecture } from '../../scripts/draw-architecture.ts'
import { errorsDocument } from '../../scripts/generate-errors-doc.ts'
import { root } from '../../scripts/tools.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('docs/errors.md says what src/core/errors.ts says', () => {
  assert.equal(read('docs/errors.md'), errorsDocument(), 'run: node run.cjs scripts/generate-errors-doc.ts')
})

test('the picture in ARCHITECTURE.md shows the imports that there are', async () => {
  assert.equal(read('ARCHITECTURE.md'), await drawnArchitecture(), 'run: node run.cjs scripts/draw-architecture.ts')
})

test('ARCHITECTURE.md names files that are there', () => {
  for (const [, path = ''] of read('ARCHITECTURE.md').matchAll(/`((?:src|test|lab|scripts)\/[\w./-]+\.ts)`/g))
    read(path)
})
