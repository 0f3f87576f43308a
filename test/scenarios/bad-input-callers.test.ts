import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { badInputCases } from '../support/bad-input-cases.ts'
import { carol, makeWorld, type World } from '../support/bad-input-world.ts'
import { databaseHash } from '../support/database-hash.ts'
import { alice, type CallParameters } from '../support/test-app.ts'
import { assertRefused, malformed, post } from '../support/wire.ts'

let world: World
const table = badInputCases(() => world)
before(async () => {
  world = await makeWorld()
})
after(() => world.app.close())

describe('each command refuses a caller whom it does not know, and changes nothing', () => {
  let names = 0
  for (const [command, { good }] of Object.entries(table)) {
    // A login takes ten failures at once before it is locked: they are spread over the accounts.
    const { login } = [alice, { login: 'bob' }, carol][names++ % 3] ?? alice
    it(`${command}: no credentials, wrong ones, wrong sessions`, async () => {
      const was = databaseHash(world.app.dataDir)
      const call = (auth: Record<string, string>) =>
        new URLSearchParams({ ...auth, s_command: lines(command, good()) }).toString()
      const unknown = '0123456789abcdef'.repeat(2)
      const attempts: Record<string, Record<string, string>> = {
        'no credentials': {},
        'no password': { s_login: 'alice' },
        'no login': { s_pw: 'alice-password' },
        'a wrong password': { s_login: login, s_pw: 'wrong' },
        'an unknown login': { s_login: `nobody-${command}`, s_pw: 'alice-password' },
        'an unknown session': { s_login: 'alice', s_sessionid: unknown },
        'an unknown session of nobody': { s_sessionid: unknown },
        'a session that is none': { s_login: 'alice', s_sessionid: "' or 1=1 --" },
        "another account's session": { s_login: 'alice', s_sessionid: world.bob.session },
        "a user's session": { s_login: 'alice:user', s_sessionid: world.alice.session },
      }
      for (const [what, auth] of Object.entries(attempts)) {
        const answer = await post(world.app, call(auth))
        assert.equal(malformed(answer), undefined)
        assert.match(answer.text, /^\[RESPONSE\]\ncode = 530\ndescription = Authentication failed\nEOF\n$/, what)
      }
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })
  }

  it('does not let a session change the password', async () => {
    const was = databaseHash(world.app.dataDir)
    const form = `s_login=alice&s_sessionid=${world.alice.session}&command=StartSession&newpassword=a-new-password`
    assertRefused('with a session', await post(world.app, form), 541, 'NEWPASSWORD')
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })
})

function lines(command: string, parameters: CallParameters): string {
  const rows = Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`)
  return [`COMMAND=${command}`, ...rows].join('\n')
}
