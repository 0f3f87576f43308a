import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseTarget } from './request-target.ts'

test('slashes are normalized in the path and left alone in the query', () => {
  for (const [target, path, query] of [
    ['/', '/', ''],
    ['//', '/', ''],
    ['/a', '/a', ''],
    ['//a///b//', '/a/b', ''],
    ['/a/?b=//c/', '/a', 'b=//c/'],
    ['/a??', '/a', '?'],
    ['http://host', '/', ''],
    ['http://host?x', '/', 'x'],
    ['HTTPS://host:1//a/', '/a', ''],
    ['/...', '/...', ''],
    ['/.well-known/x', '/.well-known/x', ''],
  ] as const) {
    assert.deepEqual(parseTarget(target), { path, query }, target)
  }
})

test('what names no path is refused', () => {
  for (const target of [
    '',
    '*',
    'a',
    '?',
    '/.',
    '/..',
    '/a/../b',
    '/%2e%2e/b',
    '/.%2E',
    '/a\\b',
    '/a b',
    '/a"',
    '/ä',
    'ftp://host/a',
    '/a\u0000',
    '/a#b',
    'host:80',
  ]) {
    assert.equal(parseTarget(target), undefined, target)
  }
})

test('a path that was normalized is normal, and a URL parser reads it as we do', () => {
  const segment = fc.stringMatching(/^[a-z0-9.%/~:@-]{0,12}$/)
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      const parsed = parseTarget(`/${segments.join('/')}`)
      if (parsed === undefined) return
      assert.doesNotMatch(parsed.path, /\/\/|.\/$/)
      assert.deepEqual(parseTarget(parsed.path), parsed)
      assert.equal(new URL(`http://host${parsed.path}`).pathname, parsed.path)
    }),
  )
})
