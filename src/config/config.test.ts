import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import {
  type Config,
  ConfigError,
  type Environment,
  type Secret,
  toConfig,
  type VariableName,
  variableNames,
} from './index.ts'

interface Row {
  /** What an empty environment gives. */
  readonly byDefault: unknown
  readonly read: (config: Config) => unknown
  readonly good: readonly (readonly [string, unknown])[]
  readonly bad: readonly string[]
  /** What else has to be set. */
  readonly beside?: Environment
}

const data = resolve('./data')
const shown = (secret: Secret | null) => secret?.reveal() ?? null
const tlsFiles = { RESEAL_TLS_CERT: 'cert.pem', RESEAL_TLS_KEY: 'key.pem' }
const label63 = 'a'.repeat(63)

const table: Record<VariableName, Row> = {
  RESEAL_LISTEN: {
    byDefault: { host: '127.0.0.1', port: 8080 },
    read: ({ listen }) => listen,
    beside: { RESEAL_TRUST_PROXY: '1' },
    good: [
      ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
      ['[::1]:8443', { host: '::1', port: 8443 }],
      ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
      ['LocalHost:65535', { host: 'localhost', port: 65_535 }],
      ['ca.example.com:8080', { host: 'ca.example.com', port: 8080 }],
    ],
    bad: [
      '8080',
      ':8080',
      '127.0.0.1',
      '127.0.0.1:',
      '127.0.0.1:65536',
      '127.0.0.1:-1',
      '127.0.0.1:8e3',
      '127.0.0.1: 80',
      '::1:8080',
      '[::1]',
      '[127.0.0.1]:80',
      '[]:80',
      '256.0.0.1:80',
      '1.2.3:80',
      'a b:80',
      'http://127.0.0.1:8080',
      '[::1%lo]:80',
    ],
  },
  RESEAL_PUBLIC_URL: {
    byDefault: 'http://127.0.0.1:8080',
    read: ({ publicUrl }) => publicUrl,
    good: [
      ['https://ssl.example.com/', 'https://ssl.example.com'],
      ['https://SSL.example.com:443', 'https://ssl.example.com'],
      ['http://ssl.example.com:8080/reseal/', 'http://ssl.example.com:8080/reseal'],
    ],
    bad: [
      'ssl.example.com',
      'ftp://ssl.example.com',
      'https://',
      'https://u:p@ssl.example.com',
      'https://a/?b',
      'https://a/#b',
      'https://a/?',
      ' https://a',
      'https://a b',
    ],
  },
  RESEAL_PKI_URL: {
    byDefault: 'http://127.0.0.1:8080',
    read: ({ pkiUrl }) => pkiUrl,
    good: [
      ['http://pki.example.com/', 'http://pki.example.com'],
      ['http://pki.example.com:81/x', 'http://pki.example.com:81/x'],
    ],
    bad: ['https://pki.example.com', 'pki.example.com', 'http://u@pki.example.com', 'http://a/?b'],
  },
  RESEAL_TLS_CERT: {
    byDefault: null,
    read: ({ tls }) => tls?.certFile ?? null,
    beside: { RESEAL_TLS_KEY: 'key.pem' },
    good: [
      ['tls/cert.pem', resolve('tls/cert.pem')],
      ['/etc/tls.pem', '/etc/tls.pem'],
    ],
    bad: [''],
  },
  RESEAL_TLS_KEY: {
    byDefault: null,
    read: ({ tls }) => tls?.keyFile ?? null,
    beside: { RESEAL_TLS_CERT: 'cert.pem' },
    good: [['tls/key.pem', resolve('tls/key.pem')]],
    bad: [''],
  },
  RESEAL_TRUST_PROXY: {
    byDefault: false,
    read: ({ trustProxy }) => trustProxy,
    good: [
      ['0', false],
      ['1', true],
      ['', false],
    ],
    bad: ['true', 'yes', '2', ' 1', 'on'],
  },
  RESEAL_DATA_DIR: {
    byDefault: data,
    read: ({ dataDir }) => dataDir,
    good: [
      ['/var/lib/reseal', '/var/lib/reseal'],
      ['x/../y', resolve('y')],
      ['', data],
    ],
    bad: [],
  },
  RESEAL_DATABASE_URL: {
    byDefault: { kind: 'sqlite', file: join(data, 'reseal.db') },
    read: ({ database }) =>
      database.kind === 'sqlite' ? database : { kind: database.kind, url: database.url.reveal() },
    beside: { RESEAL_CA_PASSPHRASE: 'correct horse' },
    good: [
      ['sqlite:', { kind: 'sqlite', file: join(data, 'reseal.db') }],
      ['sqlite:other.db', { kind: 'sqlite', file: join(data, 'other.db') }],
      ['sqlite:/srv/r.db', { kind: 'sqlite', file: '/srv/r.db' }],
      ['postgres://u:p@db:5432/reseal', { kind: 'postgres', url: 'postgres://u:p@db:5432/reseal' }],
      ['postgresql:///reseal?host=/run/pg', { kind: 'postgres', url: 'postgresql:///reseal?host=/run/pg' }],
    ],
    bad: [
      'sqlite',
      'sqlite::memory:',
      'sqlite://x.db',
      'sqlite:x?mode=ro',
      'mysql://db/x',
      'postgres:db',
      'postgres://db',
      'postgres://db/',
      'postgres://d b/x',
    ],
  },
  RESEAL_BOOTSTRAP_ACCOUNT: {
    byDefault: [],
    read: ({ bootstrapAccounts }) =>
      bootstrapAccounts.map(({ login, password, apiKey }) => [login, password.reveal(), apiKey.reveal()]),
    good: [
      ['a:b:c', [['a', 'b', 'c']]],
      [
        'x@y.example:pass wörd=1;2:k-1,b:b:b',
        [
          ['x@y.example', 'pass wörd=1;2', 'k-1'],
          ['b', 'b', 'b'],
        ],
      ],
    ],
    bad: [
      'a',
      'a:b',
      'a:b:',
      ':b:c',
      'a::c',
      'a:b:c:d',
      'a:b:c,',
      ',a:b:c',
      'a:b:c,a:d:e',
      'a:b:c,d:e:c',
      'a:b:c, d:e:f',
      'a b:c:d',
      'a:b\n:c',
      'a: b:c',
      'a:b:c d',
      'a!r:b:c',
      `${'a'.repeat(65)}:b:c`,
    ],
  },
  RESEAL_CA_PASSPHRASE: {
    byDefault: null,
    read: ({ caPassphrase }) => shown(caPassphrase),
    good: [
      ['correct horse battery', 'correct horse battery'],
      ['', null],
    ],
    bad: [],
  },
  RESEAL_CAA_IDENTITIES: {
    byDefault: ['127.0.0.1'],
    read: ({ caaIdentities }) => caaIdentities,
    good: [
      ['ca.example.com', ['ca.example.com']],
      ['CA.example.com., b.example', ['ca.example.com', 'b.example']],
      [`${label63}.example`, [`${label63}.example`]],
    ],
    bad: [
      'a.example,',
      'a..example',
      '-a.example',
      'a b',
      'a.example;b.example',
      'a.example,A.example',
      `${label63}a.example`,
      'ä.example',
    ],
  },
  RESEAL_RENEWAL_WINDOW_DAYS: {
    byDefault: 30,
    read: ({ renewalWindowDays }) => renewalWindowDays,
    good: [
      ['0', 0],
      ['90', 90],
      ['366', 366],
    ],
    bad: ['-1', '367', '1.5', '3e1', 'thirty', ' 30', '9999999999'],
  },
  RESEAL_DNS_SERVERS: {
    byDefault: [],
    read: ({ validation }) => validation.dnsServers,
    good: [
      ['192.0.2.53', [{ address: '192.0.2.53', port: 53 }]],
      [
        '192.0.2.53:5353, 2001:db8::53,[2001:db8::53]:54',
        [
          { address: '192.0.2.53', port: 5353 },
          { address: '2001:db8::53', port: 53 },
          { address: '2001:db8::53', port: 54 },
        ],
      ],
      ['[::1]', [{ address: '::1', port: 53 }]],
    ],
    bad: [
      'dns.example.com',
      '192.0.2',
      '192.0.2.256',
      '192.0.2.53:0',
      '192.0.2.53:65536',
      '192.0.2.53:',
      '[192.0.2.53]:53',
      '192.0.2.53,',
      '192.0.2.53,192.0.2.53:53',
      '192.0.2.053',
      'udp://192.0.2.53',
      '2001:db8::53::1',
      'fe80::1%eth0',
    ],
  },
  RESEAL_DCV_HTTP_PORT: {
    byDefault: 80,
    read: ({ validation }) => validation.httpPort,
    good: [
      ['1', 1],
      ['8080', 8080],
      ['65535', 65_535],
    ],
    bad: ['0', '65536', '-80', '80.0', 'http', '0x50'],
  },
  RESEAL_DCV_HTTPS_PORT: {
    byDefault: 443,
    read: ({ validation }) => validation.httpsPort,
    good: [['8443', 8443]],
    bad: ['0', '65536', 'https', ' 443'],
  },
  RESEAL_DCV_ALLOW_PRIVATE: {
    byDefault: false,
    read: ({ validation }) => validation.allowPrivate,
    good: [
      ['0', false],
      ['1', true],
    ],
    bad: ['true', '01'],
  },
  RESEAL_DCV_CNAME_HOST: {
    byDefault: 'dcv.reseal.test',
    read: ({ validation }) => validation.cnameHost,
    good: [['DCV.example.com.', 'dcv.example.com']],
    bad: ['dcv example', 'https://dcv.example.com', '.', 'a..b'],
  },
  RESEAL_MAIL_FROM: {
    byDefault: 'reseal@127.0.0.1',
    read: ({ mail }) => mail.from,
    good: [
      ['ssl+dcv@example.com', 'ssl+dcv@example.com'],
      ['ssl@[192.0.2.1]', 'ssl@[192.0.2.1]'],
    ],
    bad: [
      'example.com',
      '@example.com',
      'a@',
      'a@b@c',
      'SSL <ssl@example.com>',
      'a@b,c@d',
      'a@b\r\nBcc: c@d',
      'a..b@c',
      'a@b..c',
    ],
  },
  RESEAL_SMTP_URL: {
    byDefault: null,
    read: ({ mail }) => shown(mail.smtpUrl),
    good: [
      ['smtp://127.0.0.1:25', 'smtp://127.0.0.1:25'],
      ['smtps://user:p%40ss@mail.example.com', 'smtps://user:p%40ss@mail.example.com'],
    ],
    bad: ['mail.example.com', 'mail.example.com:25', 'http://mail.example.com', 'smtp://', 'smtp://a b'],
  },
  RESEAL_LOG_LEVEL: {
    byDefault: 'info',
    read: ({ logLevel }) => logLevel,
    good: [
      ['debug', 'debug'],
      ['info', 'info'],
      ['warn', 'warn'],
      ['error', 'error'],
      ['silent', 'silent'],
    ],
    bad: ['trace', 'INFO', '30', 'verbose'],
  },
}

function refusal(env: Environment): ConfigError {
  try {
    toConfig(env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error
  }
  return assert.fail(`accepted ${JSON.stringify(env)}`)
}

for (const name of variableNames) {
  const { byDefault, read, good, bad, beside = {} } = table[name]

  test(`${name} has the default of the product's table`, () => {
    assert.deepEqual(read(toConfig({})), byDefault)
  })

  test(`${name} takes what it should`, () => {
    for (const [text, value] of good) assert.deepEqual(read(toConfig({ ...beside, [name]: text })), value, text)
  })

  test(`${name} stops the start with one sentence that names it`, () => {
    for (const text of bad) {
      const { message, variable } = refusal({ ...beside, [name]: text })
      assert.equal(variable, name, `${JSON.stringify(text)}: ${message}`)
      assert.match(message, new RegExp(`^${name} `), text)
      assert.match(message, /^[^\n]*\.$/, text)
    }
  })
}

test('an unknown name is refused, with the one that was probably meant', () => {
  assert.equal(refusal({ RESEAL_SMTP: 'x' }).message, 'RESEAL_SMTP is not a setting of Reseal.')
  assert.equal(
    refusal({ RESEAL_DNS_SERVER: '192.0.2.1' }).message,
    'RESEAL_DNS_SERVER is not a setting of Reseal (did you mean RESEAL_DNS_SERVERS?).',
  )
  assert.equal(refusal({ RESEAL_: '' }).variable, 'RESEAL_')
})

test('names of tests and names of others are left alone', () => {
  assert.doesNotThrow(() =>
    toConfig({ RESEAL_TEST_POSTGRES_URL: 'x', PATH: '/bin', reseal_listen: 'x', RESEALED: '1' }),
  )
})

test('an address that others can reach needs TLS or a trusted proxy', () => {
  for (const host of [
    '0.0.0.0',
    '192.0.2.1',
    '[::]',
    '[2001:db8::1]',
    '[::ffff:192.0.2.1]',
    'ca.example.com',
    '128.0.0.1',
  ]) {
    const listen = { RESEAL_LISTEN: `${host}:8080` }
    assert.equal(refusal(listen).variable, 'RESEAL_LISTEN', host)
    assert.doesNotThrow(() => toConfig({ ...listen, RESEAL_TRUST_PROXY: '1' }), host)
    assert.doesNotThrow(() => toConfig({ ...listen, ...tlsFiles }), host)
  }
  for (const host of ['127.0.0.1', '127.8.9.1', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', 'localhost']) {
    assert.doesNotThrow(() => toConfig({ RESEAL_LISTEN: `${host}:8080` }), host)
  }
})

test('half of the TLS files is refused, and the missing one is named', () => {
  assert.equal(refusal({ RESEAL_TLS_CERT: 'c' }).variable, 'RESEAL_TLS_KEY')
  assert.equal(refusal({ RESEAL_TLS_KEY: 'k' }).variable, 'RESEAL_TLS_CERT')
})

test('PostgreSQL needs the CA passphrase', () => {
  const { variable, message } = refusal({ RESEAL_DATABASE_URL: 'postgres://reseal:hunter2@db/reseal' })
  assert.equal(variable, 'RESEAL_CA_PASSPHRASE')
  assert.doesNotMatch(message, /hunter2/)
})

test('what is not set follows from the public URL', () => {
  const config = toConfig({ RESEAL_PUBLIC_URL: 'https://SSL.example.com:8443/x/' })
  assert.equal(config.pkiUrl, 'http://ssl.example.com:8443/x')
  assert.equal(config.publicHost, 'ssl.example.com')
  assert.deepEqual(config.caaIdentities, ['ssl.example.com'])
  assert.equal(config.mail.from, 'reseal@ssl.example.com')
  assert.equal(config.validation.cnameHost, 'dcv.ssl.example.com')
})

test('an IPv6 listen address stands in brackets in the URLs', () => {
  const config = toConfig({ RESEAL_LISTEN: '[::1]:8081' })
  assert.equal(config.publicUrl, 'http://[::1]:8081')
  assert.equal(config.validation.cnameHost, 'dcv.reseal.test')
})

test('mails without SMTP and the database lie in the data folder', () => {
  const config = toConfig({ RESEAL_DATA_DIR: '/srv/reseal' })
  assert.equal(config.mail.directory, '/srv/reseal/mail')
  assert.deepEqual(config.database, { kind: 'sqlite', file: '/srv/reseal/reseal.db' })
})

test('the settings are frozen to the last part', () => {
  const config = toConfig({ RESEAL_DNS_SERVERS: '192.0.2.1', RESEAL_BOOTSTRAP_ACCOUNT: 'a:b:c' })
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    assert.ok(Object.isFrozen(value))
    for (const part of Object.values(value)) walk(part)
  }
  walk(config)
})

test('no secret is printed, by the settings or by a refusal', () => {
  const secrets = {
    RESEAL_BOOTSTRAP_ACCOUNT: 'a:hunter2:hunter3',
    RESEAL_CA_PASSPHRASE: 'hunter4',
    RESEAL_SMTP_URL: 'smtp://u:hunter5@m',
    RESEAL_DATABASE_URL: 'postgres://u:hunter6@db/r',
  }
  const config = toConfig(secrets)
  const { inspect } = process.getBuiltinModule('node:util')
  for (const text of [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    String(config.caPassphrase),
  ]) {
    assert.doesNotMatch(text, /hunter/)
    assert.match(text, /\[secret\]/)
  }
  for (const [name, text] of [
    ['RESEAL_BOOTSTRAP_ACCOUNT', 'a:hunter:b:c'],
    ['RESEAL_BOOTSTRAP_ACCOUNT', 'hunter'],
    ['RESEAL_SMTP_URL', 'http://u:hunter@m'],
    ['RESEAL_DATABASE_URL', 'postgres://u:hunter@db'],
    ['RESEAL_PUBLIC_URL', 'https://u:hunter@m'],
  ] as const) {
    assert.doesNotMatch(refusal({ [name]: text }).message, /hunter/)
  }
})
