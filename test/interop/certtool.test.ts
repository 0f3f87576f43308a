import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type PkiFolder, run, skipWithout, writtenPki } from './judge.ts'

describe('GnuTLS certtool', { skip: skipWithout('certtool', 'gnutls-bin') }, () => {
  let folder: PkiFolder
  before(() => (folder = writtenPki()))
  after(() => folder[Symbol.dispose]())

  const certtool = (args: readonly string[], input?: string) => run('certtool', args, input)
  const pem = (...names: string[]) => names.map((name) => readFileSync(folder.path(`${name}.pem`), 'utf8')).join('')

  it('verifies every chain from the certificate to the root', () => {
    for (const { file, ca } of folder.pki.leaves) {
      const { status, output } = certtool(['--verify-chain'], pem(file, ca, folder.pki.root))
      assert.equal(status, 0, output)
      assert.match(output, /Chain verification output: Verified\. The certificate is trusted\./)
    }
  })

  it('verifies every certificate against the root, for a server of its name', () => {
    for (const { file, ca, identifiers } of folder.pki.leaves) {
      const [hostname = ''] = identifiers
      const verdict = verify([], hostname, pem(file, ca))
      assert.equal(verdict.status, 0, verdict.output)
      assert.notEqual(verify([], 'other.example', pem(file, ca)).status, 0)
    }
  })

  it('refuses a revoked certificate with the CRL, and no other', () => {
    for (const { file, ca, identifiers, revoked } of folder.pki.leaves) {
      const [hostname = ''] = identifiers
      const { status, output } = verify(['--load-crl', folder.path(`${ca}.crl.pem`)], hostname, pem(file, ca))
      assert.equal(status === 0, !revoked, `${file}: ${output}`)
      if (revoked) assert.match(output, /revoked/)
    }
  })

  it('verifies CRLs with none, one and 3,000 entries', () => {
    for (const { id, crlEntries } of folder.pki.issuing) {
      const crl = readFileSync(folder.path(`${id}.crl.pem`), 'utf8')
      const verdict = certtool(['--verify-crl', '--load-ca-certificate', folder.path(`${id}.pem`)], crl)
      assert.equal(verdict.status, 0, verdict.output)
      assert.match(verdict.output, /Verification output: Verified\. The certificate is trusted\./)
      const printed = certtool(['--crl-info'], crl)
      assert.equal(printed.output.match(/Serial Number \(hex\): /g)?.length ?? 0, crlEntries)
    }
  })

  function verify(more: readonly string[], hostname: string, chain: string) {
    const root = folder.path(`${folder.pki.root}.pem`)
    const purpose = '1.3.6.1.5.5.7.3.1'
    return certtool(
      ['--verify', '--load-ca-certificate', root, '--verify-purpose', purpose, '--verify-hostname', hostname, ...more],
      chain,
    )
  }
})
