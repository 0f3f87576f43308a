import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'

// Keys and certificate signing requests (PKCS #10, RFC 2986), written here in some lines of DER so that the demo and
// the README work on a machine without openssl. By hand: `node run.cjs demo/csr.ts first rsa example.com [more names]`
// writes first.key and first.csr; `openssl req -new` does the same.

export type KeyKind = 'rsa' | 'p256'

export interface KeyAndCsr {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly pem: string
}

/** A new key, and a request for the names; the first one is the common name. */
export function makeCsr(kind: KeyKind, names: readonly string[]): KeyAndCsr {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const info = sequence(
    der(0x02, Buffer.of(0)),
    subject(names[0] ?? ''),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa0, extensionRequest(names)),
  )
  const algorithm = kind === 'rsa' ? sequence(oid.sha256WithRsa, der(0x05)) : sequence(oid.ecdsaWithSha256)
  const request = sequence(info, algorithm, bitString(sign('sha256', info, privateKey)))
  return { privateKey, publicKey, pem: toPem('CERTIFICATE REQUEST', request) }
}

export function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

function subject(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid.commonName, der(0x0c, Buffer.from(commonName)))))
}

function extensionRequest(names: readonly string[]): Buffer {
  const generalNames = names.map((name) => der(0x82, Buffer.from(name, 'ascii')))
  const extension = sequence(oid.subjectAltName, der(0x04, sequence(...generalNames)))
  return sequence(oid.extensionRequest, der(0x31, sequence(extension)))
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))

const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.of(0), bytes]))

function der(tag: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const { length } = content
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

const oid = {
  commonName: der(0x06, Buffer.from('550403', 'hex')),
  subjectAltName: der(0x06, Buffer.from('551d11', 'hex')),
  extensionRequest: der(0x06, Buffer.from('2a864886f70d01090e', 'hex')),
  sha256WithRsa: der(0x06, Buffer.from('2a864886f70d01010b', 'hex')),
  ecdsaWithSha256: der(0x06, Buffer.from('2a8648ce3d040302', 'hex')),
}

if (import.meta.main) {
  const [file, kind, ...names] = process.argv.slice(2)
  if (file === undefined || (kind !== 'rsa' && kind !== 'p256') || names.length === 0) {
    console.error('usage: node run.cjs demo/csr.ts file rsa|p256 name [more names]')
    process.exit(2)
  }
  const { privateKey, pem } = makeCsr(kind, names)
  writeFileSync(`${file}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(`${file}.csr`, pem)
  console.log(`${file}.key ${file}.csr`)
}
