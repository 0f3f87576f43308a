import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type PkiFolder, run, skipWithout, writtenPki } from './judge.ts'

describe('OpenSSL', { skip: skipWithout('openssl', 'openssl') }, () => {
  let folder: PkiFolder
  before(() => (folder = writtenPki()))
  after(() => folder[Symbol.dispose]())

  const openssl = (...args: (string | readonly string[])[]) => run('openssl', args.flat())
  const file = (name: string) => folder.path(`${name}.pem`)

  function verify(leaf: string, ca: string, ...more: string[]) {
    const { root } = folder.pki
    return openssl(
      ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file(root), '-untrusted', file(ca)],
      ['-crl_check_all', '-CRLfile', file(`${ca}.crl`), '-CRLfile', file(`${root}.crl`)],
      more,
      file(leaf),
    )
  }

  it('accepts every chain, strictly, with the CRLs of all its CAs, for every name', () => {
    const valid = folder.pki.leaves.filter(({ revoked }) => !revoked)
    assert.equal(new Set(valid.map(({ ca }) => ca)).size, 4)
    for (const { file: leaf, ca, identifiers } of valid) {
      for (const name of identifiers) {
        const verdict = verify(leaf, ca, '-verify_hostname', name.replace('*', 'anything'))
        assert.equal(verdict.status, 0, `${leaf}: ${verdict.output}`)
      }
    }
  })

  it('refuses a revoked certificate, for that reason', () => {
    const revoked = folder.pki.leaves.filter((leaf) => leaf.revoked)
    assert.equal(revoked.length, 2)
    for (const { file: leaf, ca } of revoked) {
      const verdict = verify(leaf, ca)
      assert.notEqual(verdict.status, 0)
      assert.match(verdict.output, /certificate revoked/)
    }
  })

  it('refuses another name, another purpose, and the end of the chain without its middle', () => {
    const leaf = folder.pki.leaves.find(({ revoked }) => !revoked)
    assert.ok(leaf !== undefined)
    assert.match(verify(leaf.file, leaf.ca, '-verify_hostname', 'other.example').output, /Hostname mismatch/i)
    assert.match(verify(leaf.file, leaf.ca, '-purpose', 'sslclient').output, /purpose/)
    const alone = openssl('verify', '-CAfile', file(folder.pki.root), file(leaf.file))
    assert.match(alone.output, /unable to get local issuer certificate/)
  })

  it('reads CRLs with none, one and 3,000 entries, and verifies their signatures', () => {
    const { issuing, root } = folder.pki
    assert.deepEqual(
      issuing.map(({ crlEntries }) => crlEntries).toSorted((left, right) => left - right),
      [0, 0, 1, 3_000],
    )
    for (const { id, crlEntries } of [...issuing, { id: root, crlEntries: 0 }]) {
      const { status, output } = openssl('crl', '-in', file(`${id}.crl`), '-CAfile', file(id), '-noout', '-text')
      assert.equal(status, 0)
      assert.match(output, /verify OK/)
      assert.equal(output.match(/Serial Number: /g)?.length ?? 0, crlEntries, id)
      const point = /Issuing Distribution Point: critical\s+Full Name:\s+URI:(\S+)/.exec(output)?.[1]
      assert.equal(point, id === root ? undefined : `http://pki.reseal.test/pki/${id}.crl`)
    }
  })

  it('finds nothing to object to in a certificate it parses: version, serial, extensions', () => {
    for (const leaf of folder.pki.leaves) {
      const { output } = openssl('x509', '-in', file(leaf.file), '-noout', '-text')
      for (const line of [
        /Version: 3 \(0x2\)/,
        /Basic Constraints: critical\s+CA:FALSE/,
        /Extended Key Usage: \s+TLS Web Server Authentication\n/,
        /Policy: 2\.23\.140\.1\.2\.1\n/,
        /CA Issuers - URI:http:\/\/pki\.reseal\.test\/pki\/[ds]-(?:rsa|ec)-1\.cer\n/,
      ]) {
        assert.match(output, line)
      }
      assert.doesNotMatch(output, /OCSP|Subject Key Identifier/)
    }
  })
})
