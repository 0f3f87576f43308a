import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type KeySpec, signatureAlgorithmFor } from '../x509/index.ts'
import { keyOf } from '../../test/support/sandbox-ca.ts'
import { isSignatureOf, signWithKey } from './sign.ts'

describe('signing', () => {
  const specs: KeySpec[] = ['rsa-2048', 'rsa-3072', 'P-256', 'P-384', 'P-521']

  for (const spec of specs) {
    it(`with ${spec} verifies, for these bytes and this key only`, async () => {
      const { privateKey, publicKey } = await keyOf(spec)
      const algorithm = signatureAlgorithmFor(publicKey)
      const tbs = Buffer.from('to be signed')
      const signature = await signWithKey(tbs, privateKey, algorithm)
      assert.ok(isSignatureOf(tbs, signature, publicKey.keyObject, algorithm))
      assert.ok(!isSignatureOf(Buffer.from('to be forged'), signature, publicKey.keyObject, algorithm))
      const other = await keyOf(spec.startsWith('rsa') ? 'P-256' : 'rsa-2048')
      assert.ok(!isSignatureOf(tbs, signature, other.publicKey.keyObject, algorithm))
    })
  }

  it('refuses a key of another kind than the algorithm', async () => {
    const { privateKey } = await keyOf('P-256')
    await assert.rejects(async () => signWithKey(Buffer.of(1), privateKey, 'sha256WithRSAEncryption'))
    const rsa = await keyOf('rsa-2048')
    await assert.rejects(async () => signWithKey(Buffer.of(1), rsa.privateKey, 'ecdsa-with-SHA256'))
  })
})
