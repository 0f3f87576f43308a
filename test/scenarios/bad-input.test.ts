import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { commands } from '../../src/frontends/centralnic/index.ts'
import { badInputCases } from '../support/bad-input-cases.ts'
import { makeWorld, type World } from '../support/bad-input-world.ts'
import { databaseHash } from '../support/database-hash.ts'
import { alice, type CallParameters } from '../support/test-app.ts'
import { assertRefused, body, post } from '../support/wire.ts'

// Issue 2, section 6.3: what each command does with what it should not get. The codes are those of
// docs/compatibility/centralnic.md.

let world: World
const table = badInputCases(() => world)
before(async () => {
  world = await makeWorld()
})
after(() => world.app.close())

describe('each command answers bad parameters with their code and their name, and changes nothing', () => {
  it('has every command in this table', () => {
    const all = [...commands.values()].map(({ name }) => name)
    assert.deepEqual(Object.keys(table).toSorted(), all.toSorted())
  })

  for (const [command, { good, cases }] of Object.entries(table)) {
    it(`${command}: what is missing, malformed, contradictory or unknown`, async () => {
      const was = databaseHash(world.app.dataDir)
      for (const [what, change, code, field] of cases())
        await refused(command, what, { ...good(), ...change }, code, field)
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })

    it(`${command}: an unknown parameter, an index too high, and another version`, async () => {
      const { parameters = [] } = commands.get(command.toLowerCase()) ?? {}
      const was = databaseHash(world.app.dataDir)
      await refused(command, 'unknown', { ...good(), nonsense: 'x' }, 503, 'NONSENSE')
      await refused(command, 'unknown, with an index', { ...good(), nonsense3: 'x' }, 503, 'NONSENSE3')
      for (const { name, indexed } of parameters) {
        const tooHigh = `${name.toUpperCase()}${(indexed ?? -1) + 1 || 1}`
        await refused(command, 'index', { ...good(), [tooHigh]: 'x' }, 503, tooHigh)
      }
      if (parameters.some(({ name }) => name === 'apiversion')) {
        await refused(command, 'version 3', { ...good(), apiversion: '3' }, 505, 'APIVERSION')
        if (command !== 'CheckCertificate') {
          await refused(command, 'version 1', { ...good(), apiversion: '1' }, 541, 'APIVERSION')
        }
      }
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })
  }

  // Last, for these calls do change something. Each would refuse with another's fault if it were not good itself.
  it('answers the calls of the table as they are with 200', async () => {
    // A session is what these two end; the others' objects are used up by the commands before them.
    const unusable = ['StopSession', 'EndSession', 'DeleteCertificate', 'ResendNotification']
    for (const [command, { good }] of Object.entries(table)) {
      if (unusable.includes(command)) continue
      const answer = await post(world.app, body(command, good(), alice))
      assert.equal(answer.code, 200, `${command}: ${answer.description}`)
    }
  })
})

async function refused(command: string, what: string, parameters: CallParameters, code: number, field: string) {
  await refusedForm(`${command} with ${what}`, body(command, parameters, alice, 'flat'), code, field)
}

async function refusedForm(what: string, form: string, code: number, field: string): Promise<void> {
  assertRefused(what, await post(world.app, form), code, field)
}
