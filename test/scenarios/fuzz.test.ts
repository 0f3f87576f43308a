import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { commands } from '../../src/frontends/centralnic/index.ts'
import { makeWorld, type World } from '../support/bad-input-world.ts'
import { databaseHash, type DatabaseHash } from '../support/database-hash.ts'
import { goodCsr } from '../support/odd-csrs.ts'
import { get, malformed, post, type WireAnswer } from '../support/wire.ts'

// Issue 2, section 6.3: whatever octets arrive, the answer is well-formed, ours is never the fault, nothing changes.

let world: World
let was: DatabaseHash
before(async () => {
  world = await makeWorld()
  was = databaseHash(world.app.dataDir)
})
after(() => world.app.close())

const login = 's_login=alice&s_pw=alice-password'
/** RESEAL_TEST_FUZZ=100 looks a hundred times as long. */
const factor = Number(process.env['RESEAL_TEST_FUZZ'] ?? 1)
/** As many as a busy machine makes in this time. */
const runs = { numRuns: 80 * factor, plugins: [fc.interruptAfterTimeLimit(700 * factor)] }

describe('random octets', () => {
  it('as a CSR', async () => {
    const names = ['AddCertificate', 'CheckCertificate', 'ReissueCertificate'] as const
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), csr(), fc.boolean(), async (command, der, armoured) => {
        const base64 = der.toString('base64')
        const text = armoured
          ? `-----BEGIN CERTIFICATE REQUEST-----\n${base64}\n-----END CERTIFICATE REQUEST-----`
          : base64
        const rest = command === 'ReissueCertificate' ? `certificate=${world.alice.issued}` : 'class=ssl123dv'
        const form = `${login}&command=${command}&${rest}&domain0=example.com&csr=${encodeURIComponent(text)}`
        const answer = await post(world.app, form)
        assertHarmless(answer)
        assert.ok([505, 507, 541].includes(answer.code), answer.text)
      }),
      runs,
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('as the text of a CSR', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (octets) => {
        const answer = await post(world.app, `${login}&command=AddCertificate&class=ssl123dv&csr=${percent(octets)}`)
        assertHarmless(answer)
        assert.notEqual(answer.code, 200)
      }),
      runs,
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('as a command block', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (octets) => {
        assertHarmless(await post(world.app, `${login}&s_command=${percent(octets)}`))
      }),
      runs,
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('as the values of known parameters of known commands', async () => {
    await fc.assert(
      fc.asyncProperty(call(), async (lines) => {
        assertHarmless(await post(world.app, `${login}&s_command=${encodeURIComponent(lines.join('\n'))}`))
      }),
      { numRuns: 300 * factor, plugins: [fc.interruptAfterTimeLimit(1_500 * factor)] },
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('as a body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (octets) => {
        assertHarmless(await post(world.app, Uint8Array.from(octets)))
        assertHarmless(await post(world.app, Uint8Array.from([...Buffer.from(`${login}&`), ...octets])))
      }),
      runs,
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('as a query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (octets) => {
        assertHarmless(await get(world.app, percent(octets)))
        assertHarmless(await get(world.app, `${login}&command=StatusAccount&${percent(octets)}`))
      }),
      runs,
    )
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })
})

/** Random octets, and good requests with some octets changed, cut or doubled. */
function csr(): fc.Arbitrary<Buffer> {
  const good = goodCsr(['example.com', 'www.example.com'])
  const octets = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes))
  const changed = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const copy = Buffer.from(good)
      for (const [at, by] of changes) copy.writeUInt8(copy.readUInt8(at) ^ by, at)
      return copy
    })
    .filter((copy) => !copy.equals(good))
  const cut = fc.integer({ min: 1, max: good.length - 1 }).map((at) => good.subarray(0, at))
  const spliced = fc.tuple(fc.nat(good.length), octets).map(([at, more]) => {
    return Buffer.concat([good.subarray(0, at), more, Buffer.from([0]), good.subarray(at)])
  })
  return fc.oneof(octets, changed, cut, spliced)
}

/** A command with some of its own parameters, and texts of many kinds as their values. */
function call(): fc.Arbitrary<string[]> {
  // A session and a complete contact are what nobody has to know anything for.
  const table = [...commands.values()].filter(({ name }) => !['StartSession', 'AddContact'].includes(name))
  const value = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '2',
      'ssl123dv',
      'example.com',
      '*.example.com',
      'DK99999999',
      'CC-01000000',
      'EOF',
    ),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'toString',
      '{}',
      '[RESPONSE]',
      '%',
      '*',
      '9'.repeat(30),
      'é',
      '\u0000',
    ),
    fc.constant(goodCsr().toString('base64').slice(0, 300)),
  )
  return fc.constantFrom(...table).chain(({ name, parameters }) => {
    const names = parameters.length === 0 ? ['x'] : parameters.map((parameter) => parameter.name)
    const line = fc.tuple(fc.constantFrom(...names), fc.constantFrom('', '0', '1', '7', '250', '999'), value)
    return fc
      .array(line, { maxLength: 8 })
      .map((lines) => [`COMMAND=${name}`, ...lines.map(([given, index, text]) => `${given}${index}=${text}`)])
  })
}

function percent(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').replace(/../g, '%$&')
}

function assertHarmless(answer: WireAnswer): void {
  assert.equal(malformed(answer), undefined, answer.text)
  assert.ok(answer.code !== 421 && answer.code !== 0, answer.text)
  assert.ok(!answer.text.includes('alice-password'))
}
