import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ConfigError, type Environment, loadSecrets, toConfig } from './index.ts'

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'reseal-config-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

const load = (env: Environment) => loadSecrets(toConfig(env))
const refusedFor = (variable: string, text: RegExp) => (error: unknown) =>
  error instanceof ConfigError &&
  error.variable === variable &&
  text.test(error.message) &&
  !error.message.includes('\n')

test('the first start makes a passphrase of 256 bits that only its owner reads, in a folder of the same kind', async (t) => {
  const dataDir = join(await folder(t), 'a', 'data')
  const { caPassphrase } = await load({ RESEAL_DATA_DIR: dataDir })
  assert.match(caPassphrase.reveal(), /^[0-9a-f]{64}$/)
  assert.equal((await stat(join(dataDir, 'ca-passphrase'))).mode & 0o777, 0o600)
  assert.equal((await stat(dataDir)).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(dataDir), ['ca-passphrase'])
})

test('later starts read the same passphrase', async (t) => {
  const env = { RESEAL_DATA_DIR: await folder(t) }
  assert.equal((await load(env)).caPassphrase.reveal(), (await load(env)).caPassphrase.reveal())
})

test('processes that start together end up with one passphrase', async (t) => {
  const dataDir = await folder(t)
  const all = await Promise.all(Array.from({ length: 20 }, () => load({ RESEAL_DATA_DIR: dataDir })))
  assert.equal(new Set(all.map(({ caPassphrase }) => caPassphrase.reveal())).size, 1)
  assert.deepEqual(await readdir(dataDir), ['ca-passphrase'])
})

test('a passphrase of the environment makes no file', async (t) => {
  const dataDir = await folder(t)
  const { caPassphrase } = await load({ RESEAL_DATA_DIR: dataDir, RESEAL_CA_PASSPHRASE: 'correct horse' })
  assert.equal(caPassphrase.reveal(), 'correct horse')
  assert.deepEqual(await readdir(dataDir), [])
})

test('a passphrase that others can read, or that is gone, stops the start', async (t) => {
  const dataDir = await folder(t)
  await load({ RESEAL_DATA_DIR: dataDir })
  const file = join(dataDir, 'ca-passphrase')
  await chmod(file, 0o640)
  await assert.rejects(load({ RESEAL_DATA_DIR: dataDir }), refusedFor('RESEAL_DATA_DIR', /0600/))
  await chmod(file, 0o600)
  await writeFile(file, '\n')
  await assert.rejects(load({ RESEAL_DATA_DIR: dataDir }), refusedFor('RESEAL_DATA_DIR', /empty/))
})

test('a data folder that cannot be one stops the start', async (t) => {
  const file = join(await folder(t), 'file')
  await writeFile(file, '')
  await assert.rejects(load({ RESEAL_DATA_DIR: file }), refusedFor('RESEAL_DATA_DIR', /cannot be kept/))
})

test('TLS files are read at the start, and one that is none is named', async (t) => {
  const dataDir = await folder(t)
  const cert = join(dataDir, 'cert.pem')
  const key = join(dataDir, 'key.pem')
  const env = { RESEAL_DATA_DIR: dataDir, RESEAL_TLS_CERT: cert, RESEAL_TLS_KEY: key }
  await assert.rejects(load(env), refusedFor('RESEAL_TLS_CERT', /cannot be read/))
  await writeFile(cert, 'nothing')
  await assert.rejects(load(env), refusedFor('RESEAL_TLS_CERT', /no PEM block/))
  await writeFile(cert, '-----BEGIN CERTIFICATE-----\n')
  await assert.rejects(load(env), refusedFor('RESEAL_TLS_KEY', /cannot be read/))
  await writeFile(key, '-----BEGIN EC PRIVATE KEY-----\n')
  const { tls } = await load(env)
  assert.equal(tls?.cert, await readFile(cert, 'utf8'))
  assert.equal(String(tls?.key), '[secret]')
})
