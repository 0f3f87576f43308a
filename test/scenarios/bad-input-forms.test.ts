import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { commands } from '../../src/frontends/centralnic/index.ts'
import { badInputCases } from '../support/bad-input-cases.ts'
import { carol, makeWorld, type World } from '../support/bad-input-world.ts'
import { databaseHash } from '../support/database-hash.ts'
import { alice } from '../support/test-app.ts'
import { assertRefused, body, post } from '../support/wire.ts'

let world: World
const table = badInputCases(() => world)
before(async () => {
  world = await makeWorld()
})
after(() => world.app.close())

describe('each command refuses a form that is broken, and changes nothing', () => {
  for (const [command, { good }] of Object.entries(table)) {
    it(`${command}: parameters given twice, too long, or with control characters`, async () => {
      const { parameters = [] } = commands.get(command.toLowerCase()) ?? {}
      const was = databaseHash(world.app.dataDir)
      const call = body(command, good(), alice, 'flat')
      for (const name of parameters.map((spec) => spec.name.toUpperCase())) {
        const twice = `${call}&${name}=one&${name}=two`
        await refusedForm(`${name} twice`, twice, 540, name)
        await refusedForm(`${name} too long`, `${call}&${name}=${'x'.repeat(65_537)}`, 505, name)
        await refusedForm(`${name} with a zero`, `${call}&${name}=%00`, 505, name)
        await refusedForm(`${name} not UTF-8`, `${call}&${name}=%ff`, 505, `the value of ${name} in the body`)
      }
      await refusedForm('COMMAND twice', `${call}&command=Other`, 540, 'COMMAND')
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })
  }

  it('AddCertificate: a name and its index 0, and a name twice in block and form', async () => {
    const was = databaseHash(world.app.dataDir)
    const call = body('AddCertificate', table['AddCertificate']?.good() ?? {}, alice)
    await refusedForm('DOMAIN and DOMAIN0', `${call}&domain=example.net`, 540, 'DOMAIN')
    await refusedForm('DOMAIN0 outside the block', `${call}&domain0=example.net`, 540, 'DOMAIN0')
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('AddCertificate: an order beyond the credit', async () => {
    const was = databaseHash(world.app.dataDir)
    const form = body('AddCertificate', table['AddCertificate']?.good() ?? {}, carol)
    const answer = await post(world.app, form)
    assert.match(answer.text, /^code = 546\ndescription = Credit limit exceeded; /m)
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })
})

async function refusedForm(what: string, form: string, code: number, field: string): Promise<void> {
  assertRefused(what, await post(world.app, form), code, field)
}
