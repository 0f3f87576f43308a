import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildCsr } from './build-csr.ts'
import { parseCsr } from './csr.ts'
import { checkPublicKey } from './key-policy.ts'
import { attribute, createName } from './name.ts'
import { formatName } from './format-name.ts'
import { decodePem } from './pem.ts'
import { keyFile, keyPair, openssl, refusal, type VectorKey, withFiles, withoutOpenssl } from './testing.ts'

const skip = withoutOpenssl

const request = (key: VectorKey, ...more: string[]): string =>
  openssl([
    'req',
    '-new',
    '-key',
    keyFile(key),
    '-utf8',
    '-subj',
    '/C=DE/O=Bücher, GmbH/CN=example.com',
    ...more,
  ]).toString()

const parse = (pem: string) => parseCsr(decodePem(pem, ['CERTIFICATE REQUEST']).der)

test('requests of openssl are read, whatever their key and hash', { skip }, () => {
  const cases: [VectorKey, string, string, number][] = [
    ['rsa-2048', '-sha256', 'sha256WithRSAEncryption', 2048],
    ['rsa-3072', '-sha384', 'sha384WithRSAEncryption', 3072],
    ['rsa-4096', '-sha512', 'sha512WithRSAEncryption', 4096],
    ['P-256', '-sha256', 'ecdsa-with-SHA256', 256],
    ['P-384', '-sha384', 'ecdsa-with-SHA384', 384],
    ['P-521', '-sha512', 'ecdsa-with-SHA512', 521],
  ]
  for (const [key, hash, algorithm, bits] of cases) {
    const csr = parse(request(key, hash))
    checkPublicKey(csr.publicKey, { tls: true })
    assert.equal(csr.signatureAlgorithm, algorithm)
    assert.equal(csr.publicKey.bits, bits)
    assert.equal(formatName(csr.subject), 'C = DE, O = "Bücher, GmbH", CN = example.com')
  }
})

test('an Ed25519 request is read and its key refused for TLS', { skip }, () => {
  const csr = parse(request('ed25519'))
  assert.equal(csr.signatureAlgorithm, 'ED25519')
  assert.throws(() => checkPublicKey(csr.publicKey, { tls: true }), refusal('keyType'))
})

test('alternative names and usages are read', { skip }, () => {
  const csr = parse(
    request(
      'P-256',
      '-addext',
      'subjectAltName=DNS:example.com,DNS:*.example.com,email:me@example.com,IP:192.0.2.7,IP:2001:db8::7,URI:https://example.com/,RID:1.2.3',
      '-addext',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      '-addext',
      'extendedKeyUsage=serverAuth,clientAuth,1.2.3.4',
    ),
  )
  assert.deepEqual(csr.dnsNames, ['example.com', '*.example.com'])
  assert.deepEqual(csr.emails, ['me@example.com'])
  assert.deepEqual(csr.ipAddresses, ['192.0.2.7', '2001:db8::7'])
  assert.equal(csr.otherNames, 2)
  assert.deepEqual(csr.keyUsage, ['digitalSignature', 'keyEncipherment'])
  assert.deepEqual(csr.extendedKeyUsage, ['serverAuth', 'clientAuth', '1.2.3.4'])
})

test('RSASSA-PSS signatures are verified, with SHA-2 only', { skip }, () => {
  for (const salt of ['digest', 'max', '0']) {
    const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`]
    assert.equal(parse(request('rsa-2048', '-sha256', ...pss)).signatureAlgorithm, 'rsassaPss')
  }
  const pss = ['-sigopt', 'rsa_padding_mode:pss']
  assert.throws(() => parse(request('rsa-2048', '-sha1', ...pss)), refusal('weakAlgorithm', /SHA-1/))
  const mixed = [...pss, '-sigopt', 'rsa_mgf1_md:sha512']
  assert.throws(() => parse(request('rsa-2048', '-sha256', ...mixed)), refusal('unsupportedAlgorithm', /MGF1/))
})

test('SHA-1 and MD5 signatures are refused by name', { skip }, () => {
  assert.throws(
    () => parse(request('rsa-2048', '-sha1')),
    refusal('weakAlgorithm', /^CSR: it is signed with sha1WithRSAEncryption/),
  )
  assert.throws(() => parse(request('rsa-2048', '-md5')), refusal('weakAlgorithm', /md5/))
  assert.throws(() => parse(request('P-256', '-sha1')), refusal('weakAlgorithm'))
})

test('the old header of openssl is read', { skip }, () => {
  const pem = request('P-256', '-newhdr')
  assert.match(pem, /NEW CERTIFICATE REQUEST/)
  assert.equal(attribute(parse(pem).subject, 'commonName'), 'example.com')
})

test('BMP and T61 subjects are read right', { skip }, () => {
  for (const mask of ['default', 'MASK:0x1006', 'nombstr', 'utf8only']) {
    withFiles({ config: `[req]\nstring_mask=${mask}\ndistinguished_name=dn\n[dn]\n` }, (path) => {
      const csr = parse(request('P-256', '-config', path('config'), '-subj', '/O=Zürich/CN=example.com'))
      assert.equal(attribute(csr.subject, 'organizationName'), 'Zürich', mask)
    })
  }
})

test('openssl verifies the requests we make', { skip }, () => {
  for (const name of ['rsa-2048', 'P-256', 'P-384', 'P-521'] as const) {
    const { privateKey } = keyPair(name)
    const csr = buildCsr({
      subject: createName([['commonName', 'a.example']]),
      dnsNames: ['a.example', 'b.example'],
      privateKey,
    })
    const text = openssl(['req', '-inform', 'DER', '-verify', '-noout', '-text'], csr).toString()
    assert.match(text, /DNS:a\.example, DNS:b\.example/)
  }
})
