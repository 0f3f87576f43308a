import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, type LogLevel, Secret } from './index.ts'

function logging(level: LogLevel) {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } })
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> }
}

test('a line is one JSON object with level, time and message', () => {
  const { logger, lines, last } = logging('info')
  logger.info({ requestId: 'r1', status: 200 }, 'request')
  const { time, ...rest } = last()
  assert.deepEqual(rest, { level: 'info', requestId: 'r1', status: 200, msg: 'request' })
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  assert.ok(lines[0]?.endsWith('}\n'))
})

test('what lies below the level is not written', () => {
  const { logger, lines } = logging('warn')
  logger.debug({}, 'a')
  logger.info({}, 'b')
  logger.warn({}, 'c')
  logger.error({}, 'd')
  assert.equal(lines.length, 2)
  const silent = logging('silent')
  silent.logger.error({}, 'e')
  assert.deepEqual(silent.lines, [])
})

test('an error is written with its stack and its cause', () => {
  const { logger, last } = logging('error')
  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
  const err = last()['err'] as Record<string, string>
  assert.match(err['stack'] ?? '', /outer[\s\S]*inner/)
})

test('fields that carry secrets are not printed, two objects deep and in any case', () => {
  const { logger, lines } = logging('info')
  const fields = {
    password: 'hunter',
    a: { S_PW: 'hunter', b: { apiKey: 'hunter', fine: 'seen' } },
    secret: new Secret('hunter'),
  }
  logger.info(fields, 'x')
  logger.info({ value: new Secret('hunter'), headers: { Authorization: 'hunter', cookie: 'hunter' } }, 'y')
  assert.doesNotMatch(lines.join(''), /hunter/)
  assert.match(lines.join(''), /seen/)
  assert.equal(fields.a.S_PW, 'hunter', 'the caller keeps its object')
})

test('a line cannot be broken in two by what is in it', () => {
  const { logger, lines } = logging('info')
  logger.info({ path: '/a\n{"level":"error"}' }, 'x\ny')
  assert.equal(lines.join('').trimEnd().split('\n').length, 1)
})
