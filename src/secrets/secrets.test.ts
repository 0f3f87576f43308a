import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createSecrets, SecretsError } from './index.ts'

const costLog2 = 10
const secrets = createSecrets({ passphrase: 'correct horse', costLog2 })
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))

describe('secrets', () => {
  it('open what they sealed, for the same purpose only, and never twice to the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.string(), fc.string(), async (plaintext, purpose, other) => {
        const sealed = await secrets.seal(plaintext, purpose)
        assert.deepEqual(await secrets.open(sealed, purpose), plaintext)
        assert.notDeepEqual(await secrets.seal(plaintext, purpose), sealed)
        if (other !== purpose) await assert.rejects(secrets.open(sealed, other), { code: 'damaged' })
      }),
    )
  })

  it('open after a restart, and what another cost sealed', async () => {
    const sealed = await createSecrets({ passphrase: 'correct horse', costLog2: 11 }).seal(Buffer.from('key'), 'ca')
    assert.equal((await secrets.open(sealed, 'ca')).toString(), 'key')
  })

  it('take the same passphrase in either Unicode form', async () => {
    const sealed = await createSecrets({ passphrase: 'café', costLog2 }).seal(Buffer.from('key'), 'ca')
    const opened = await createSecrets({ passphrase: 'cafe\u0301', costLog2 }).open(sealed, 'ca')
    assert.equal(opened.toString(), 'key')
  })

  it('refuse every flipped bit', async () => {
    const sealed = await secrets.seal(Buffer.from('a private key'), 'ca')
    const flips = everyFlip(sealed)
    // A flipped bit of the cost or salt asks for another derivation: hence the low cost here.
    for (const flipped of flips) await assert.rejects(secrets.open(flipped, 'ca'), SecretsError)
    assert.equal(flips.length, sealed.length * 8)
  })

  it('refuse every shorter and every longer value', async () => {
    const sealed = await secrets.seal(Buffer.from('key'), 'ca')
    for (let length = 0; length < sealed.length; length++) {
      await assert.rejects(secrets.open(sealed.subarray(0, length), 'ca'), { code: 'damaged' })
    }
    await assert.rejects(secrets.open(Buffer.concat([sealed, Buffer.of(0)]), 'ca'), { code: 'damaged' })
  })

  it('say in one sentence that the passphrase is wrong', async () => {
    const sealed = await secrets.seal(Buffer.from('key'), 'ca')
    const wrong = createSecrets({ passphrase: 'wrong horse', costLog2 })
    await assert.rejects(wrong.open(sealed, 'ca'), (error: SecretsError) => {
      assert.equal(error.code, 'passphrase')
      assert.match(error.message, /^The passphrase is not the one[^.]*RESEAL_CA_PASSPHRASE[^.]*\.$/)
      return true
    })
  })

  it('derive at the cost of RFC 7914 for files: 2^15 unless told otherwise', async () => {
    const sealed = await createSecrets({ passphrase: 'p' }).seal(Buffer.alloc(0), 'x')
    assert.equal(sealed[2], 15)
  })

  it('refuse an empty passphrase', () => {
    assert.throws(() => createSecrets({ passphrase: '' }), RangeError)
  })
})

describe('a MAC', () => {
  it('is checked by the same passphrase, purpose and message only', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, fc.string(), fc.string(), async (message, otherMessage, purpose, other) => {
        const mac = await secrets.mac(message, purpose)
        assert.equal(await secrets.verifyMac(message, mac, purpose), true)
        assert.equal(await secrets.verifyMac(otherMessage, mac, purpose), otherMessage.equals(message))
        assert.equal(await secrets.verifyMac(message, mac, other), other === purpose)
      }),
    )
    const wrong = createSecrets({ passphrase: 'wrong horse', costLog2 })
    const mac = await secrets.mac(Buffer.from('m'), 'p')
    assert.equal(await wrong.verifyMac(Buffer.from('m'), mac, 'p'), false)
  })

  it('fails with every flipped bit, and is no sealed value', async () => {
    const mac = await secrets.mac(Buffer.from('m'), 'p')
    for (const flipped of everyFlip(mac)) {
      assert.equal(await secrets.verifyMac(Buffer.from('m'), flipped, 'p'), false)
    }
    await assert.rejects(secrets.open(mac, 'p'), { code: 'damaged' })
    assert.equal(await secrets.verifyMac(Buffer.from('m'), await secrets.seal(Buffer.from('m'), 'p'), 'p'), false)
  })
})

function everyFlip(original: Buffer): Buffer[] {
  return Array.from({ length: original.length * 8 }, (_, bit) => {
    const flipped = Buffer.from(original)
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    return flipped
  })
}
