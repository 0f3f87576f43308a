import { csrOf, handleData, organizationData, type World } from './bad-input-world.ts'
import type { CallParameters, TestAccount } from './test-app.ts'

/** What is sent beside, or in place of, a good call's parameters; an empty text takes one away. */
export type Case = readonly [
  what: string,
  change: CallParameters,
  code: number,
  /** What has to be named: the description is `…; NAME` or `…; NAME: sentence`. */
  field: string,
]

export interface CommandCases {
  /** A call that is good; made when the world is there, for its ids. */
  readonly good: () => CallParameters
  readonly cases: () => readonly Case[]
  readonly account?: TestAccount
}

export function badInputCases(world: () => World): Readonly<Record<string, CommandCases>> {
  return {
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
        [
          '251 names',
          { domain: Array.from({ length: 251 }, (_, n) => `a${n}.example.com`), domain0: '' },
          541,
          'DOMAIN',
        ],
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
        ['a contact of another type', { techcontact1: world().alice.organization }, 541, 'TECHCONTACT1'],
        ['a handle that lacks what a person needs', { techcontact0: world().alice.company }, 504, 'TECHCONTACT0'],
        ['half a person', { techfirstname0: 'Max' }, 504, 'TECHLASTNAME0'],
        ['half a second person', { ...person(''), ...person('1', { techphone: '' }) }, 504, 'TECHPHONE1'],
        [
          'half a person behind a contact',
          { techcontact0: world().alice.tech, techlastname0: 'X' },
          504,
          'TECHFIRSTNAME0',
        ],
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
        ...organizationCases(world),
      ],
    },
    ReissueCertificate: {
      good: () => ({ certificate: world().alice.issued, csr: csrOf('example.com') }),
      cases: () => [
        missing('certificate'),
        ...unknownIds('certificate', [world().alice.issuedOrder]),
        ['an order before its first certificate', { certificate: world().alice.pending }, 547, 'CERTIFICATE'],
        ['an order that was revoked', { certificate: world().alice.revoked }, 547, 'CERTIFICATE'],
        ['a revoked order of Sectigo', { certificate: world().alice.sectigo }, 547, 'CERTIFICATE'],
        ['an order that was canceled', { certificate: world().alice.canceled }, 547, 'CERTIFICATE'],
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
      good: () => ({ certificate: world().alice.issued }),
      cases: () => [missing('certificate'), ...unknownIds('certificate', [world().alice.issuedOrder])],
    },
    RevokeCertificate: {
      good: () => ({ certificate: world().alice.issued }),
      cases: () => [
        missing('certificate'),
        ...unknownIds('certificate', [world().alice.issuedOrder]),
        ...notRevocable(world),
      ],
    },
    DeleteCertificate: {
      good: () => ({ certificate: world().alice.issued, action: 'revoke' }),
      cases: () => [
        missing('certificate'),
        ...unknownIds('certificate', [world().alice.issuedOrder]),
        ['an action that is none', { action: 'shred' }, 505, 'ACTION'],
        ...notRevocable(world),
        ...['cancelorder', 'revokeorder'].map(
          (action): Case => [
            `an unknown certificate for ${action}`,
            { certificate: 'DK99999999', action },
            545,
            'CERTIFICATE',
          ],
        ),
        ['an issued order to cancel', { action: 'cancelorder' }, 552, 'CERTIFICATE'],
        [
          'a pending order to revoke',
          { certificate: world().alice.pending, action: 'revokeorder' },
          547,
          'CERTIFICATE',
        ],
        [
          'a canceled order to revoke',
          { certificate: world().alice.canceled, action: 'revokeorder' },
          552,
          'CERTIFICATE',
        ],
      ],
    },
    CancelCertificateOrder: {
      good: () => ({ certificateorder: world().alice.pendingOrder }),
      cases: () => [
        ...orderIds(world),
        ['an issued order', { certificateorder: world().alice.issuedOrder }, 552, 'CERTIFICATEORDER'],
        ['a canceled order', { certificateorder: world().alice.canceledOrder }, 552, 'CERTIFICATEORDER'],
        ['a revoked order', { certificateorder: world().alice.revokedOrder }, 552, 'CERTIFICATEORDER'],
      ],
    },
    RevokeCertificateOrder: {
      good: () => ({ certificateorder: world().alice.issuedOrder }),
      cases: () => [
        ...orderIds(world),
        ['a pending order', { certificateorder: world().alice.pendingOrder }, 547, 'CERTIFICATEORDER'],
        ['a canceled order', { certificateorder: world().alice.canceledOrder }, 552, 'CERTIFICATEORDER'],
        ['a revoked order', { certificateorder: world().alice.revokedOrder }, 552, 'CERTIFICATEORDER'],
      ],
    },
    StatusCertificateOrder: {
      good: () => ({ certificateorder: world().alice.issuedOrder }),
      cases: () => orderIds(world),
    },
    ResendNotification: {
      good: () => ({ type: 'certificate', object: world().alice.pending }),
      cases: () => [
        missing('type'),
        missing('object'),
        ...unknownIds('object'),
        ['a type that is none', { type: 'pigeon' }, 505, 'TYPE'],
        ['a type that is not served', { type: 'trademark' }, 541, 'TYPE'],
        ['a recipient that is none', { recipient: 'everybody' }, 505, 'RECIPIENT'],
        ['a certificate that waits for nothing', { object: world().alice.issued }, 547, 'OBJECT'],
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
        ['nobody', 'bob', 'alice:bob'].map((login) => [
          `the registrar ${login}`,
          { registrar: login },
          545,
          'REGISTRAR',
        ]),
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
      good: () => ({ contact: world().alice.person }),
      cases: () => [
        missing('contact'),
        ...['P-ABC99999999', 'O-ABC99999999', 'X-ABC123', 'Max', world().alice.person.replace('P-', 'O-')].map(
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
      good: () => ({ event: world().alice.event }),
      cases: () => [
        missing('event'),
        ['an event that is no number', { event: 'x' }, 505, 'EVENT'],
        ['an unknown event', { event: '99999999' }, 545, 'EVENT'],
        ['a deleted event', { event: world().alice.deletedEvent }, 545, 'EVENT'],
        ['an event that is not in the history', { history: '1' }, 545, 'EVENT'],
        ...notFlags('history'),
      ],
    },
    DeleteEvent: {
      good: () => ({ event: world().alice.event }),
      cases: () => [
        missing('event'),
        ['an event that is no number', { event: 'x' }, 505, 'EVENT'],
        ['an unknown event', { event: '99999999' }, 545, 'EVENT'],
        ['a deleted event', { event: world().alice.deletedEvent }, 545, 'EVENT'],
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
}

const unknownIds = (name: string, others: readonly string[] = []): Case[] =>
  ['DK99999999', 'XX99999999', 'DK1234567', 'FAIL1234567', 'certificate', '1', '-1', "' or 1=1 --", ...others].map(
    (id) => [`the unknown ${name} ${id}`, { [name]: id }, 545, name.toUpperCase()],
  )
const missing = (name: string, wire = name.toUpperCase()): Case => [`no ${name}`, { [name]: '' }, 504, wire]
const notFlags = (...names: string[]): Case[] =>
  names.map((name) => [`${name} that is no flag`, { [name]: '2' }, 505, name.toUpperCase()])

const orderIds = (world: () => World): Case[] => [
  missing('certificateorder'),
  ...unknownIds('certificateorder', ['DKO99999999', world().alice.issued, world().alice.issued.replace('DK', 'DK-')]),
]

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

function organizationCases(world: () => World): Case[] {
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
    [
      'a technical contact as organization',
      { ...base, ...onlyContact(world().alice.tech) },
      541,
      'ORGANIZATIONCONTACT',
    ],
    ['an unknown organization', { ...base, ...onlyContact('CC-99999999') }, 545, 'ORGANIZATIONCONTACT'],
    ['an organization twice', { ...base, organizationcontact: world().alice.organization }, 541, 'ORGANIZATIONCONTACT'],
    ['a handle that is none', { ...base, ...onlyHandle('Max') }, 505, 'ORGANIZATIONOHANDLE'],
    [
      "a person's handle for an organization's",
      { ...base, ...onlyHandle(world().alice.person) },
      505,
      'ORGANIZATIONOHANDLE',
    ],
    ['an unknown handle', { ...base, ...onlyHandle('O-ABC123') }, 545, 'ORGANIZATIONOHANDLE'],
  ]
}

const noData = Object.fromEntries(Object.keys(organizationData).map((name) => [name, '']))
const onlyContact = (id: string): CallParameters => ({ ...noData, organizationcontact: id })
const onlyHandle = (id: string): CallParameters => ({ ...noData, organizationohandle: id })

function notRevocable(world: () => World): Case[] {
  return [
    ['a pending certificate', { certificate: world().alice.pending }, 547, 'CERTIFICATE'],
    ['a revoked certificate', { certificate: world().alice.revoked }, 552, 'CERTIFICATE'],
    ['a canceled certificate', { certificate: world().alice.canceled }, 552, 'CERTIFICATE'],
  ]
}
