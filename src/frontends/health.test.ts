import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FrontEnd, HttpRequest } from './front-end.ts'
import { createHealthFrontEnd, createMetrics, createReadiness } from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

function health(ping: () => Promise<void> = () => Promise.resolve()) {
  const readiness = createReadiness()
  const metrics = createMetrics()
  const frontEnd = createHealthFrontEnd({ storage: { ping }, readiness, metrics, logger: silent })
  return { readiness, metrics, ask: (path: string, method = 'GET') => ask(frontEnd, path, method) }
}

async function ask(frontEnd: FrontEnd, path: string, method: string): Promise<[number, string]> {
  const answer = await frontEnd.handle({ id: 'r1', method, path } as HttpRequest)
  return [answer.status, await answer.text()]
}

test('healthz says that the process is alive, whatever its state', async () => {
  const { ask, readiness } = health(() => Promise.reject(new Error('no database')))
  assert.deepEqual(await ask('/healthz'), [200, 'ok\n'])
  readiness.set('stopping')
  assert.deepEqual(await ask('/healthz'), [200, 'ok\n'])
})

test('readyz is 503 while starting and stopping, and 200 between', async () => {
  const { ask, readiness } = health()
  assert.deepEqual(await ask('/readyz'), [503, 'starting\n'])
  readiness.set('ready')
  assert.deepEqual(await ask('/readyz'), [200, 'ready\n'])
  readiness.set('stopping')
  readiness.set('ready')
  assert.deepEqual(await ask('/readyz'), [503, 'stopping\n'])
})

test('readyz is 503 if the database answers with an error, or not at all', async () => {
  for (const ping of [() => Promise.reject(new Error('hunter2')), () => new Promise<void>(() => {})]) {
    const { ask, readiness } = health(ping)
    readiness.set('ready')
    assert.deepEqual(await ask('/readyz'), [503, 'database unavailable\n'])
  }
})

test('metrics prints ours and those of the process, and a label that is not in the table is left out', async () => {
  const { ask, metrics } = health()
  metrics.count('reseal_logins_failed_total', { method: 'password', login: 'hunter2' })
  metrics.observe('reseal_job_seconds', 0.2, { kind: 'sweep' })
  metrics.count('reseal_certificates_revoked_total')
  const [status, text] = await ask('/metrics')
  assert.equal(status, 200)
  assert.match(text, /^reseal_logins_failed_total\{method="password"\} 1$/m)
  assert.match(text, /^reseal_job_seconds_bucket\{le="0.5",kind="sweep"\} 1$/m)
  assert.match(text, /^reseal_certificates_revoked_total 1$/m)
  assert.match(text, /^process_resident_memory_bytes /m)
  assert.doesNotMatch(text, /hunter2/)
})

test('each app counts for itself', async () => {
  const [one, other] = [health(), health()]
  one.metrics.count('reseal_jobs_total', { kind: 'sweep', outcome: 'done' })
  assert.match((await one.ask('/metrics'))[1], /outcome="done"/)
  assert.doesNotMatch((await other.ask('/metrics'))[1], /outcome="done"/)
})

test('other methods and paths below are refused', async () => {
  const { ask } = health()
  assert.equal((await ask('/healthz', 'POST'))[0], 405)
  assert.equal((await ask('/healthz', 'HEAD'))[0], 200)
  assert.equal((await ask('/metrics/x'))[0], 404)
})
