import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type DecodedResponse, decodeResponse } from '../../src/protocols/centralnic/index.ts'
import {
  assembleCertificate,
  authorityKeyIdentifier,
  buildCsr,
  buildTbsCertificate,
  createName,
  encodePem,
  extendedKeyUsage,
  keyUsage,
  publicKeyOf,
  signTbs,
  subjectAltName,
} from '../../src/x509/index.ts'
import { type PrintedExample, printedExamples } from '../vectors/centralnic/examples.ts'
import type { TestAccount, TestApp } from './test-app.ts'
import { malformed, post } from './wire.ts'

/**
 * Property names that our answers have beyond the print, each with the row of reference/centralnic.md section 7 that
 * says so. A property that is missing, or one that is neither printed nor here, fails.
 */
export const extraNames = {
  // Row 11: always, with `order` as its duplicate.
  order: ['certificateorder', 'class name', 'dcv scope'], // the other two: row 10
  // Row 10.
  reissue: ['parent certificate'],
  // Row 23: the union of the names in the manual's block and in its examples.
  csr: ['csr country', 'csr location', 'csr organization', 'csr signature algorithm', 'csr size', 'csr state'],
  crt: ['crt size', 'crt version'],
} as const

export function example(name: string): PrintedExample & { readonly response: string } {
  const found = printedExamples().find((candidate) => candidate.name === name)
  const { response = null } = found ?? {}
  if (found === undefined || response === null) throw new Error(`no such example: ${name}`)
  return { ...found, response }
}

/** Values of the print that stand for one's own: `{ techcontact0: 'P-RSL1000000' }`; lines of PEM for csr and crt. */
export type Substitutes = Readonly<Record<string, string | readonly string[]>>

/** Sends an example in the very lines of the print, header, blanks and EOF included, its elided and own values put in. */
export async function send(
  app: TestApp,
  name: string,
  substitutes: Substitutes,
  { login, password }: TestAccount,
): Promise<DecodedResponse> {
  const printed = example(name).request.split('\n')
  const used = new Set<string>()
  const block = printed.flatMap((line) => {
    const [, given = '', family = '', blank = '', rest = ''] = /^(([a-z]+)\d*)( ?= ?)(.*)$/.exec(line) ?? []
    const lines = substitutes[family]
    if (typeof lines === 'object') {
      const first = !used.has(family)
      used.add(family)
      return first ? lines.map((text, index) => `${family}${index} = ${text}`) : []
    }
    const value = substitutes[given]
    if (value !== undefined) used.add(given)
    return given === '' ? line : `${given}${blank}${typeof value === 'string' ? value : rest}`
  })
  assert.deepEqual([...used].toSorted(), Object.keys(substitutes).toSorted(), 'a substitute without its place')
  const form = new URLSearchParams({ s_login: login, s_pw: password, s_command: block.join('\n') })
  const answer = await post(app, form.toString(), '/api/call.cgi')
  assert.equal(malformed(answer), undefined)
  return decodeResponse(answer.text)
}

export interface Judgement {
  readonly extra?: readonly string[]
  /** What the print leaves out or gets wrong: the number of values of a property. */
  readonly counts?: Readonly<Record<string, number>>
  /** Values that are one's own, or that the print has wrong: a pattern for each value, or all values. */
  readonly values?: Readonly<Record<string, RegExp | readonly string[]>>
}

/** The answer has the print's code, names, index counts and values, save what is one's own by nature. */
export function judge(
  answer: DecodedResponse,
  name: string,
  { extra = [], counts = {}, values = {} }: Judgement,
): void {
  const printed = printedProperties(example(name).response)
  assert.equal(answer.code, 200, answer.description)
  assert.equal(answer.description, 'Command completed successfully')
  assert.deepEqual([...answer.properties.keys()].toSorted(), [...printed.keys(), ...extra].toSorted(), 'the names')
  for (const [property, { count, values: shown }] of printed) {
    const given = answer.properties.get(property) ?? []
    const expected = values[property] ?? own[property]
    if (pemOfOurs.has(property)) {
      assertPem(given, property)
      continue
    }
    assert.equal(given.length, counts[property] ?? count, `number of values of ${property}`)
    if (expected instanceof RegExp) for (const value of given) assert.match(value, expected, property)
    else assert.deepEqual(given, expected ?? shown, property)
  }
}

const wholeDate = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
const dateFraction = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/

/** Values that nobody can expect to be the print's. */
const own: Readonly<Record<string, RegExp>> = {
  'ca certificate id': /^\d+$/,
  'ca order id': /^\d+$/,
  certificate: /^DK\d{8}$/,
  // The letter O, which the scan shows as zero (reference section 7 row 18).
  certificateorder: /^DKO\d{8}$/,
  order: /^DKO\d{8}$/,
  'created by': /^(alice|bob)$/,
  'updated by': /^(alice|bob)$/,
  'created date': dateFraction,
  'updated date': dateFraction,
  'order paid until': dateFraction,
  'paid until': dateFraction,
  'expiration date': wholeDate,
  techcontact: /^CC-\d{8}$/,
  csr: /^(-----(BEGIN|END) CERTIFICATE REQUEST-----|[A-Za-z0-9+/=]{1,64})$/,
}

/** Their length is our certificates' own. */
const pemOfOurs = new Set(['cert', 'intermediate', 'root'])

function assertPem(lines: readonly string[], property: string): void {
  assert.equal(lines[0], '-----BEGIN CERTIFICATE-----', property)
  assert.equal(lines.at(-1), '-----END CERTIFICATE-----', property)
  for (const line of lines.slice(1, -1)) assert.match(line, /^[A-Za-z0-9+/=]{1,64}$/, property)
}

/** By name the number of values, which is the highest index and one where lines are elided, and what is shown. */
function printedProperties(text: string): Map<string, { readonly count: number; readonly values: string[] }> {
  const properties = new Map<string, { count: number; values: string[] }>()
  for (const [, name = '', index = '', value = ''] of text.matchAll(/^property\[([^\]]+)\]\[(\d+)\] ?= ?(.*)$/gm)) {
    const known = properties.get(name) ?? { count: 0, values: [] }
    known.values.push(value.trim())
    known.count = Math.max(known.count, Number(index) + 1)
    properties.set(name, known)
  }
  return properties
}

/** The request that the manual elides: its key's size, its subject, and so its 25 lines of base64 (15 with 2048 bits). */
export function printedCsr(bits: 2048 | 4096): readonly string[] {
  const der = buildCsr({ subject: subjectOfPrint, privateKey: vectorKey(`rsa-${bits}`) })
  return encodePem('CERTIFICATE REQUEST', der).trimEnd().split('\n')
}

const subjectOfPrint = createName([
  ['countryName', 'US'],
  ['stateOrProvinceName', 'CA'],
  ['localityName', 'San Francisco'],
  ['organizationName', 'Example Corp.'],
  ['commonName', 'example.com'],
])

/** The certificate that the manual elides, from what it prints of it. */
export function printedCrt(): readonly string[] {
  const signatureAlgorithm = 'sha256WithRSAEncryption'
  const issuer = createName([
    ['countryName', 'US'],
    ['organizationName', 'DigiCert, Inc.'],
    ['commonName', 'RapidSSL Global TLS RSA4096 SHA256 2022 CA1'],
  ])
  const tbs = buildTbsCertificate({
    serialNumber: 'aabbccddeeff112233445566778899',
    signatureAlgorithm,
    issuer,
    notBefore: Date.parse('2022-07-08T00:00:00Z'),
    notAfter: Date.parse('2023-07-08T23:59:59Z'),
    subject: createName([['commonName', 'example.com']]),
    publicKey: publicKeyOf(vectorKey('rsa-2048')),
    extensions: [
      authorityKeyIdentifier(Buffer.from('00aabbccddeeff11223344556677889911223344', 'hex')),
      subjectAltName(['example.com', 'www.example.com']),
      keyUsage(['digitalSignature', 'keyEncipherment']),
      extendedKeyUsage(['serverAuth', 'clientAuth']),
    ],
  })
  const der = assembleCertificate(tbs, signTbs(tbs, vectorKey('rsa-4096'), signatureAlgorithm))
  return encodePem('CERTIFICATE', der).trimEnd().split('\n')
}

function vectorKey(name: string) {
  return createPrivateKey(readFileSync(new URL(`../vectors/x509/${name}.key.pem`, import.meta.url)))
}
