import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { commands } from '../../src/frontends/centralnic/index.ts'
import { carol, csrOf, handleData, makeWorld, organizationData, type World } from '../support/bad-input-world.ts'
import { databaseHash, untilIdle } from '../support/database-hash.ts'
import { alice, type CallParameters, type TestAccount } from '../support/test-app.ts'
import { body, malformed, post } from '../support/wire.ts'

// Issue 2, section 6.3: what each command does with what it should not get. The codes are those of
// docs/compatibility/centralnic.md.

let world: World
before(async () => {
  world = await makeWorld()
})
after(() => world.app.close())

/** What is sent beside, or in place of, a good call's parameters; an empty text takes one away. */
type Case = readonly [
  what: string,
  change: CallParameters,
  code: number,
  /** What has to be named: the description is `…; NAME` or `…; NAME: sentence`. */
  field: string,
]

interface CommandCases {
  /** A call that is good; made when the world is there, for its ids. */
  readonly good: () => CallParameters
  readonly cases: () => readonly Case[]
  readonly account?: TestAccount
}

const unknownIds = (name: string, others: readonly string[] = []): Case[] =>
  ['DK99999999', 'XX99999999', 'DK1234567', 'FAIL1234567', 'certificate', '1', '-1', "' or 1=1 --", ...others].map(
    (id) => [`the unknown ${name} ${id}`, { [name]: id }, 545, name.toUpperCase()],
  )
const missing = (name: string, wire = name.toUpperCase()): Case => [`no ${name}`, { [name]: '' }, 504, wire]
const notFlags = (...names: string[]): Case[] =>
  names.map((name) => [`${name} that is no flag`, { [name]: '2' }, 505, name.toUpperCase()])

const orderIds = (): Case[] => [
  missing('certificateorder'),
  ...unknownIds('certificateorder', ['DKO99999999', world.alice.issued, world.alice.issued.replace('DK', 'DK-')]),
]

const table: Readonly<Record<string, CommandCases>> = {
  AddCertificate: {
    good: () => ({ class: 'ssl123dv', csr: csrOf('example.com'), dcvmethod: 'dns-txt', domain0: 'example.com' }),
    cases: () => [
      missing('class'),
      missing('csr'),
      ['a class that is none', { class: 'nonsense' }, 541, 'CLASS'],
      ['a class of SSL API 1.0', { class: 'rapidssl' }, 541, 'CLASS'],
      ['a class of both generations without APIVERSION', { class: 'multidomainev' }, 541, 'CLASS'],
      ...notFlags('checkonly', 'noautofilldomains'),
      ['a period that is not sold', { period: '2' }, 505, 'PERIOD'],
      ['a token for immediate issuance', { dcvtoken: 'abc' }, 541, 'DCVTOKEN'],
      ['a method that is none', { dcvmethod: 'pigeon' }, 505, 'DCVMETHOD'],
      ['a method that the class does not take', { class: 'positivessldv' }, 541, 'DCVMETHOD'],
      ['a file for a wildcard', { domain0: '*.example.com', dcvmethod: 'http' }, 541, 'DCVMETHOD'],
      ['a scope that is none', { dcvscope: 'world' }, 505, 'DCVSCOPE'],
      ['a language that is none', { dcvlanguage: 'tlh' }, 505, 'DCVLANGUAGE'],
      ['a server type that is none', { servertype: 'abacus' }, 505, 'SERVERTYPE'],
      [
        "a server type of the other CA's",
        { class: 'positivessldv', dcvmethod: 'email', servertype: 'barracuda' },
        541,
        'SERVERTYPE',
      ],
      ...badNames.map((name): Case => [`the name ${name.slice(0, 40)}`, { domain0: name }, 541, 'DOMAIN0']),
      ['a bad name behind a gap', { domain7: 'localhost' }, 541, 'DOMAIN7'],
      ['a bad name in the CSR', { domain0: '', csr: csrOf('localhost') }, 541, 'CSR'],
      ['an IP address in the CSR', { domain0: '', csr: csrOf('192.0.2.1') }, 541, 'CSR'],
      ['two names for a class of one', { class: 'rapidssldv', domain1: 'example.net' }, 541, 'DOMAIN'],
      ['251 names', { domain: Array.from({ length: 251 }, (_, n) => `a${n}.example.com`), domain0: '' }, 541, 'DOMAIN'],
      ['a wildcard for EV', { class: 'webserverev', domain0: '*.example.com' }, 541, 'DOMAIN'],
      ...['x@example.com', 'admin@example.net', 'admin@com', 'admin@sub.example.com'].map(
        (address): Case => [`the approver ${address}`, { dcvmethod: 'email', dcvemail0: address }, 541, 'DCVEMAIL0'],
      ),
      ['an approver that is no address', { dcvmethod: 'email', dcvemail0: 'admin' }, 505, 'DCVEMAIL0'],
      ['an approver without its name', { dcvemail3: 'admin@example.com' }, 541, 'DCVEMAIL3'],
      ['an approver beyond the names of the CSR', { domain0: '', dcvemail9: 'admin@example.com' }, 505, 'DCVEMAIL9'],
      ['a domain to prove that proves nothing', { dcvdomain0: 'example.net' }, 541, 'DCVDOMAIN0'],
      ['a domain to prove that is none', { dcvdomain0: 'com' }, 541, 'DCVDOMAIN0'],
      ['a domain to prove without its name', { dcvdomain3: 'example.com' }, 541, 'DCVDOMAIN3'],
      [
        'an approver at another domain than is to be proven',
        { dcvmethod: 'email', domain0: 'a.example.com', dcvdomain0: 'a.example.com', dcvemail0: 'admin@example.com' },
        541,
        'DCVEMAIL0',
      ],
      ['a contact that is no id', { techcontact0: 'Max' }, 505, 'TECHCONTACT0'],
      ['an unknown contact', { techcontact0: 'CC-99999999' }, 545, 'TECHCONTACT0'],
      ['an unknown handle', { techcontact2: 'P-ABC123' }, 545, 'TECHCONTACT2'],
      ['a contact of another type', { techcontact1: world.alice.organization }, 541, 'TECHCONTACT1'],
      ['a handle that lacks what a person needs', { techcontact0: world.alice.company }, 504, 'TECHCONTACT0'],
      ['half a person', { techfirstname0: 'Max' }, 504, 'TECHLASTNAME0'],
      ['half a second person', { ...person(''), ...person('1', { techphone: '' }) }, 504, 'TECHPHONE1'],
      ['half a person behind a contact', { techcontact0: world.alice.tech, techlastname0: 'X' }, 504, 'TECHFIRSTNAME0'],
      ['a phone that is none', person('0', { techphone: '12345' }), 541, 'TECHPHONE0'],
      ['an address that is none', person('0', { techemail: 'max' }), 541, 'TECHEMAIL0'],
      ['a name that is too long', person('0', { techfirstname: 'x'.repeat(256) }), 541, 'TECHFIRSTNAME0'],
      ['no organization', { class: 'geotrusttruebizidov' }, 504, 'ORGANIZATIONCONTACT'],
      ['no approver', { class: 'webserverev', ...organizationData }, 504, 'EVAPPROVERCONTACT0'],
      [
        'an approver without a job title',
        {
          class: 'webserverev',
          ...organizationData,
          evapproverfirstname: 'Max',
          evapproverlastname: 'M',
          evapproverphone: '+1.5552345678',
          evapproveremail: 'max@example.org',
        },
        504,
        'EVAPPROVERJOBTITLE',
      ],
      ...organizationCases(),
    ],
  },
  ReissueCertificate: {
    good: () => ({ certificate: world.alice.issued, csr: csrOf('example.com') }),
    cases: () => [
      missing('certificate'),
      ...unknownIds('certificate', [world.alice.issuedOrder]),
      ['an order before its first certificate', { certificate: world.alice.pending }, 547, 'CERTIFICATE'],
      ['an order that was revoked', { certificate: world.alice.revoked }, 547, 'CERTIFICATE'],
      ['a revoked order of Sectigo', { certificate: world.alice.sectigo }, 547, 'CERTIFICATE'],
      ['an order that was canceled', { certificate: world.alice.canceled }, 547, 'CERTIFICATE'],
      ['a name that is none', { domain4: 'localhost' }, 541, 'DOMAIN4'],
      ['a method that is none', { dcvmethod: 'pigeon' }, 505, 'DCVMETHOD'],
      ['a scope that is none', { dcvscope: 'world' }, 505, 'DCVSCOPE'],
      ['a token for immediate issuance', { dcvtoken: 'abc' }, 541, 'DCVTOKEN'],
      ['an approver that may not approve', { dcvmethod: 'email', dcvemail1: 'admin@example.net' }, 541, 'DCVEMAIL1'],
      ['an approver beyond the names', { dcvmethod: 'email', dcvemail9: 'admin@example.com' }, 505, 'DCVEMAIL9'],
      ['a domain to prove beyond the names', { dcvdomain9: 'example.com' }, 505, 'DCVDOMAIN9'],
      ...notFlags('noautofilldomains'),
    ],
  },
  StatusCertificate: {
    good: () => ({ certificate: world.alice.issued }),
    cases: () => [missing('certificate'), ...unknownIds('certificate', [world.alice.issuedOrder])],
  },
  RevokeCertificate: {
    good: () => ({ certificate: world.alice.issued }),
    cases: () => [missing('certificate'), ...unknownIds('certificate', [world.alice.issuedOrder]), ...notRevocable()],
  },
  DeleteCertificate: {
    good: () => ({ certificate: world.alice.issued, action: 'revoke' }),
    cases: () => [
      missing('certificate'),
      ...unknownIds('certificate', [world.alice.issuedOrder]),
      ['an action that is none', { action: 'shred' }, 505, 'ACTION'],
      ...notRevocable(),
      ...['cancelorder', 'revokeorder'].map(
        (action): Case => [
          `an unknown certificate for ${action}`,
          { certificate: 'DK99999999', action },
          545,
          'CERTIFICATE',
        ],
      ),
      ['an issued order to cancel', { action: 'cancelorder' }, 552, 'CERTIFICATE'],
      ['a pending order to revoke', { certificate: world.alice.pending, action: 'revokeorder' }, 547, 'CERTIFICATE'],
      ['a canceled order to revoke', { certificate: world.alice.canceled, action: 'revokeorder' }, 552, 'CERTIFICATE'],
    ],
  },
  CancelCertificateOrder: {
    good: () => ({ certificateorder: world.alice.pendingOrder }),
    cases: () => [
      ...orderIds(),
      ['an issued order', { certificateorder: world.alice.issuedOrder }, 552, 'CERTIFICATEORDER'],
      ['a canceled order', { certificateorder: world.alice.canceledOrder }, 552, 'CERTIFICATEORDER'],
      ['a revoked order', { certificateorder: world.alice.revokedOrder }, 552, 'CERTIFICATEORDER'],
    ],
  },
  RevokeCertificateOrder: {
    good: () => ({ certificateorder: world.alice.issuedOrder }),
    cases: () => [
      ...orderIds(),
      ['a pending order', { certificateorder: world.alice.pendingOrder }, 547, 'CERTIFICATEORDER'],
      ['a canceled order', { certificateorder: world.alice.canceledOrder }, 552, 'CERTIFICATEORDER'],
      ['a revoked order', { certificateorder: world.alice.revokedOrder }, 552, 'CERTIFICATEORDER'],
    ],
  },
  StatusCertificateOrder: {
    good: () => ({ certificateorder: world.alice.issuedOrder }),
    cases: orderIds,
  },
  ResendNotification: {
    good: () => ({ type: 'certificate', object: world.alice.pending }),
    cases: () => [
      missing('type'),
      missing('object'),
      ...unknownIds('object'),
      ['a type that is none', { type: 'pigeon' }, 505, 'TYPE'],
      ['a type that is not served', { type: 'trademark' }, 541, 'TYPE'],
      ['a recipient that is none', { recipient: 'everybody' }, 505, 'RECIPIENT'],
      ['a certificate that waits for nothing', { object: world.alice.issued }, 547, 'OBJECT'],
    ],
  },
  CheckCertificate: {
    good: () => ({ csr: csrOf('example.com'), domain0: 'example.com', class: 'ssl123dv' }),
    cases: () => [
      ['nothing to check', { csr: '', domain0: '' }, 504, 'CSR, CRT or DOMAIN0'],
      ['a class that is none', { class: 'nonsense' }, 541, 'CLASS'],
      ['a token to make', { generatedcvtoken: '1' }, 541, 'GENERATEDCVTOKEN'],
      ...notFlags('generatedcvtoken'),
      ['a certificate that is not base64', { crt: '!' }, 505, 'CRT'],
      ['a certificate that is not DER', { crt: 'AAAA' }, 507, 'CRT'],
      ['a request in the place of a certificate', { crt: csrOf('example.com') }, 507, 'CRT'],
      ...badNames.map((name): Case => [`the name ${name.slice(0, 40)}`, { domain0: name }, 541, 'DOMAIN0']),
      ['a bad name behind a gap', { domain9: 'localhost' }, 541, 'DOMAIN9'],
    ],
  },
  GetCertificateInfo: {
    good: () => ({ class: 'ssl123dv' }),
    cases: () => [['a class that is none', { class: 'nonsense' }, 541, 'CLASS']],
  },
  StatusAccount: {
    good: () => ({ registrar: 'alice' }),
    cases: () =>
      ['nobody', 'bob', 'alice:bob'].map((login) => [`the registrar ${login}`, { registrar: login }, 545, 'REGISTRAR']),
  },
  AddContact: {
    good: () => handleData,
    cases: () => [
      ...Object.keys(handleData).map((name) => missing(name)),
      ['a country that is none', { country: 'XX' }, 541, 'COUNTRY'],
      ['a phone that is none', { phone: '12345' }, 541, 'PHONE'],
      ['a fax that is none', { fax: '12345' }, 541, 'FAX'],
      ['an address that is none', { email: 'max' }, 541, 'EMAIL'],
      ['a name that is too long', { lastname: 'x'.repeat(256) }, 541, 'LASTNAME'],
      ['a second line of the street that is too long', { street1: 'x'.repeat(256) }, 541, 'STREET1'],
      ...notFlags('new', 'checkonly', 'validation', 'preverify', 'autodelete'),
    ],
  },
  StatusContact: {
    good: () => ({ contact: world.alice.person }),
    cases: () => [
      missing('contact'),
      ...['P-ABC99999999', 'O-ABC99999999', 'X-ABC123', 'Max', world.alice.person.replace('P-', 'O-')].map(
        (contact): Case => [`the unknown contact ${contact}`, { contact }, 545, 'CONTACT'],
      ),
    ],
  },
  QueryEventList: {
    good: () => ({}),
    cases: () => [
      ...notFlags('history', 'showall', 'wide', 'includesub'),
      ...['x', '-1', '1.5', '99999999999'].flatMap((number): Case[] => [
        [`FIRST=${number}`, { first: number }, 505, 'FIRST'],
        [`LIMIT=${number}`, { limit: number }, 505, 'LIMIT'],
      ]),
      ['LAST, which is only an answer', { last: '1' }, 503, 'LAST'],
      ['an order that is none', { order: 'UP' }, 505, 'ORDER'],
      ['a column that is none', { orderby: 'COLOUR' }, 505, 'ORDERBY'],
      ...['yesterday', '2026-02-30', '2026-13-01', '20261123'].flatMap((date): Case[] => [
        [`MINDATE=${date}`, { mindate: date }, 505, 'MINDATE'],
        [`MAXDATE=${date}`, { maxdate: date }, 505, 'MAXDATE'],
      ]),
    ],
  },
  StatusEvent: {
    good: () => ({ event: world.alice.event }),
    cases: () => [
      missing('event'),
      ['an event that is no number', { event: 'x' }, 505, 'EVENT'],
      ['an unknown event', { event: '99999999' }, 545, 'EVENT'],
      ['a deleted event', { event: world.alice.deletedEvent }, 545, 'EVENT'],
      ['an event that is not in the history', { history: '1' }, 545, 'EVENT'],
      ...notFlags('history'),
    ],
  },
  DeleteEvent: {
    good: () => ({ event: world.alice.event }),
    cases: () => [
      missing('event'),
      ['an event that is no number', { event: 'x' }, 505, 'EVENT'],
      ['an unknown event', { event: '99999999' }, 545, 'EVENT'],
      ['a deleted event', { event: world.alice.deletedEvent }, 545, 'EVENT'],
    ],
  },
  StartSession: {
    good: () => ({}),
    cases: () => [
      ['a new password that is too short', { newpassword: 'short' }, 505, 'NEWPASSWORD'],
      ['a new password that is too long', { newpassword: 'x'.repeat(257) }, 505, 'NEWPASSWORD'],
    ],
  },
  StopSession: { good: () => ({}), cases: () => [['no session', {}, 530, '']] },
  EndSession: { good: () => ({}), cases: () => [['no session', {}, 530, '']] },
}

const badNames = [
  'localhost',
  'example.internal',
  'com',
  'co.uk',
  '*.com',
  'www.*.com',
  '*',
  'a..example.com',
  '.example.com',
  'example.com.',
  '-a.example.com',
  'a_b.example.com',
  'exa mple.com',
  'xn--0.com',
  `${'x'.repeat(64)}.com`,
  `${'x.'.repeat(130)}com`,
  '192.0.2.1',
  '2001:db8::1',
  'me@example.com',
  'http://example.com/',
  'example.com:443',
  '1.2.0.192.in-addr.arpa',
  'expyuzz4wqqyqhjn.onion',
  "example.com'--",
  '{example}.com',
]

function person(index: string, change: Record<string, string> = {}): CallParameters {
  const complete = { techfirstname: 'Max', techlastname: 'M', techphone: '+1.5552345678', techemail: 'max@example.org' }
  return Object.fromEntries(
    Object.entries({ ...complete, ...change }).map(([name, value]) => [`${name}${index}`, value]),
  )
}

function organizationCases(): Case[] {
  const base = { class: 'geotrusttruebizidov', ...organizationData }
  return [
    ...['name', 'street', 'city', 'phone'].map(
      (part): Case => [
        `an organization without its ${part}`,
        { ...base, [`organization${part}`]: '' },
        504,
        `ORGANIZATION${part.toUpperCase()}`,
      ],
    ),
    ['a country that is none', { ...base, organizationcountry: 'Germany' }, 541, 'ORGANIZATIONCOUNTRY'],
    ['a technical contact as organization', { ...base, ...onlyContact(world.alice.tech) }, 541, 'ORGANIZATIONCONTACT'],
    ['an unknown organization', { ...base, ...onlyContact('CC-99999999') }, 545, 'ORGANIZATIONCONTACT'],
    ['an organization twice', { ...base, organizationcontact: world.alice.organization }, 541, 'ORGANIZATIONCONTACT'],
    ['a handle that is none', { ...base, ...onlyHandle('Max') }, 505, 'ORGANIZATIONOHANDLE'],
    [
      "a person's handle for an organization's",
      { ...base, ...onlyHandle(world.alice.person) },
      505,
      'ORGANIZATIONOHANDLE',
    ],
    ['an unknown handle', { ...base, ...onlyHandle('O-ABC123') }, 545, 'ORGANIZATIONOHANDLE'],
  ]
}

const noData = Object.fromEntries(Object.keys(organizationData).map((name) => [name, '']))
const onlyContact = (id: string): CallParameters => ({ ...noData, organizationcontact: id })
const onlyHandle = (id: string): CallParameters => ({ ...noData, organizationohandle: id })

function notRevocable(): Case[] {
  return [
    ['a pending certificate', { certificate: world.alice.pending }, 547, 'CERTIFICATE'],
    ['a revoked certificate', { certificate: world.alice.revoked }, 552, 'CERTIFICATE'],
    ['a canceled certificate', { certificate: world.alice.canceled }, 552, 'CERTIFICATE'],
  ]
}

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

describe('each command refuses a caller whom it does not know, and changes nothing', () => {
  let names = 0
  for (const [command, { good }] of Object.entries(table)) {
    // A login takes ten failures at once before it is locked: they are spread over the accounts.
    const { login } = [alice, { login: 'bob' }, carol][names++ % 3] ?? alice
    it(`${command}: no credentials, wrong ones, wrong sessions`, async () => {
      const was = databaseHash(world.app.dataDir)
      const call = (auth: Record<string, string>) =>
        new URLSearchParams({ ...auth, s_command: lines(command, good()) }).toString()
      const unknown = '0123456789abcdef'.repeat(2)
      const attempts: Record<string, Record<string, string>> = {
        'no credentials': {},
        'no password': { s_login: 'alice' },
        'no login': { s_pw: 'alice-password' },
        'a wrong password': { s_login: login, s_pw: 'wrong' },
        'an unknown login': { s_login: `nobody-${command}`, s_pw: 'alice-password' },
        'an unknown session': { s_login: 'alice', s_sessionid: unknown },
        'an unknown session of nobody': { s_sessionid: unknown },
        'a session that is none': { s_login: 'alice', s_sessionid: "' or 1=1 --" },
        "another account's session": { s_login: 'alice', s_sessionid: world.bob.session },
        "a user's session": { s_login: 'alice:user', s_sessionid: world.alice.session },
      }
      for (const [what, auth] of Object.entries(attempts)) {
        const answer = await post(world.app, call(auth))
        assert.equal(malformed(answer), undefined)
        assert.match(answer.text, /^\[RESPONSE\]\ncode = 530\ndescription = Authentication failed\nEOF\n$/, what)
      }
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })
  }

  it('locks a login after ten failures, whatever is tried then', async () => {
    const was = databaseHash(world.app.dataDir)
    const tries = Array.from({ length: 12 }, (_, n) =>
      post(world.app, `s_login=mallory&s_pw=${n}&command=StatusAccount`),
    )
    const codes = (await Promise.all(tries)).map(({ code }) => code)
    assert.equal(codes.filter((code) => code === 530).length, 10)
    assert.equal(codes.filter((code) => code === 422).length, 2)
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })

  it('does not let a session change the password', async () => {
    const was = databaseHash(world.app.dataDir)
    const form = `s_login=alice&s_sessionid=${world.alice.session}&command=StartSession&newpassword=a-new-password`
    await refusedForm('with a session', form, 541, 'NEWPASSWORD')
    assert.deepEqual(databaseHash(world.app.dataDir), was)
  })
})

async function refused(command: string, what: string, parameters: CallParameters, code: number, field: string) {
  await refusedForm(`${command} with ${what}`, body(command, parameters, alice, 'flat'), code, field)
}

async function refusedForm(what: string, form: string, code: number, field: string): Promise<void> {
  const answer = await post(world.app, form)
  assert.equal(malformed(answer), undefined, what)
  assert.equal(answer.code, code, `${what}: ${answer.description}`)
  const named = field === '' ? answer.description : answer.description.split('; ').slice(1).join('; ')
  assert.ok(new RegExp(`^${field}(:|$| )`).test(named) || field === '', `${what}: ${answer.description}`)
  if (code === 421) assert.fail(`${what}: a fault of ours`)
  await untilIdle(world.app.dataDir, world.clock.now())
}

function lines(command: string, parameters: CallParameters): string {
  const rows = Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`)
  return [`COMMAND=${command}`, ...rows].join('\n')
}
