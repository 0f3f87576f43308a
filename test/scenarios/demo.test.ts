import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = dirname(dirname(import.meta.dirname))

test('the demo tells its story to the end, without a terminal', () => {
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env
  const demo = [join(root, 'run.cjs'), join(root, 'demo/main.ts')]
  const { status, stdout, stderr } = spawnSync(process.execPath, demo, { env, encoding: 'utf8', timeout: 60_000 })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assert.ok(!stdout.includes('\u001b'), 'no control characters where nobody looks')
  assert.match(stdout, /\nEverything went as told, in [\d.]+ s\.\n$/)
  for (const method of ['dns-txt', 'dns-cname', 'http', 'https', 'email']) {
    assert.match(stdout, new RegExp(`✔ .* by ${method} in [\\d.]+ s: trusted \\(node`), method)
  }
})
