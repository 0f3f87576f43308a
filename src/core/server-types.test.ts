import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultServerType, parseServerType, serverTypes } from './server-types.ts'

test('each CA has the server types of seed 9.2, none twice', () => {
  assert.equal(serverTypes.DigiCert.length, 33)
  assert.equal(serverTypes.Sectigo.length, 8)
  for (const types of Object.values(serverTypes)) assert.equal(new Set(types.map(({ id }) => id)).size, types.length)
})

test('a server type is taken in any case and in every spelling of the manual', () => {
  assert.equal(parseServerType(' NGINX ', 'Sectigo'), 'nginx')
  assert.equal(parseServerType('Exchange.*2007', 'DigiCert'), 'exchange.*2007')
  for (const text of ['novellichain', 'novellicchain', 'NovellChain']) {
    assert.equal(parseServerType(text, 'DigiCert'), 'novellichain')
  }
})

test('the web server types of API 1.0 are taken', () => {
  const taken = ['APACHESSL', 'APACHESSLEAY', 'IIS', 'OTHER'].map((text) => parseServerType(text, 'Sectigo'))
  assert.deepEqual(taken, ['apache', 'apache', 'iis7', 'other'])
})

test('a type of the other CA, and a property of objects, is none', () => {
  assert.equal(parseServerType('barracuda', 'Sectigo'), undefined)
  assert.equal(parseServerType('constructor', 'DigiCert'), undefined)
  assert.equal(parseServerType('', 'DigiCert'), undefined)
})

test('the default is a type of both CAs', () => {
  for (const ca of ['DigiCert', 'Sectigo'] as const) assert.equal(parseServerType(defaultServerType, ca), 'apache')
})
