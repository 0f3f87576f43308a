import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { commands } from '../../src/frontends/centralnic/index.ts'
import { decodeResponse } from '../../src/protocols/centralnic/index.ts'
import {
  type Belongings,
  csrOf,
  handleData,
  makeWorld,
  organizationData,
  type World,
} from '../support/bad-input-world.ts'
import { databaseHash } from '../support/database-hash.ts'
import { alice, type CallParameters } from '../support/test-app.ts'
import { body, malformed, post, withoutTimes } from '../support/wire.ts'

// Issue 2, section 6.4: what belongs to somebody else is answered, to the byte, like what does not exist.

let world: World
before(async () => {
  world = await makeWorld()
})
after(() => world.app.close())

type Kind = 'certificate' | 'order' | 'event' | 'contact' | 'person' | 'company' | 'account'

/** An id of each kind that nobody has, of the same length as those of the others. */
const nobodys: Readonly<Record<Kind, string>> = {
  certificate: 'DK99999999',
  order: 'DKO99999999',
  event: '9999999',
  contact: 'CC-99999999',
  person: 'P-RSL9999999',
  company: 'O-RSL9999999',
  account: 'eve',
}

function theirs(kind: Kind): readonly string[] {
  const { bob }: { bob: Belongings } = world
  switch (kind) {
    case 'certificate':
      return [bob.issued, bob.pending, bob.revoked, bob.canceled, bob.sectigo]
    case 'order':
      return [bob.issuedOrder, bob.pendingOrder, bob.revokedOrder, bob.canceledOrder, bob.issuedOrder.replace('O', '0')]
    case 'event':
      return [bob.event, bob.deletedEvent]
    case 'contact':
      return [bob.tech, bob.organization]
    case 'person':
      return [bob.person]
    case 'company':
      return [bob.company]
    case 'account':
      return ['bob']
  }
}

/** Every parameter of every command that takes an id, with the rest of a call that gets as far as looking it up. */
const ids: Readonly<Record<string, Readonly<Record<string, readonly Kind[]>>>> = {
  AddCertificate: {
    techcontact: ['contact', 'person', 'company'],
    organizationcontact: ['contact', 'person', 'company'],
    evapprovercontact: ['contact', 'person'],
    organizationohandle: ['company'],
    organizationphandle: ['person'],
  },
  CancelCertificateOrder: { certificateorder: ['order'] },
  DeleteCertificate: { certificate: ['certificate'] },
  DeleteEvent: { event: ['event'] },
  ReissueCertificate: { certificate: ['certificate'] },
  ResendNotification: { object: ['certificate'] },
  RevokeCertificate: { certificate: ['certificate'] },
  RevokeCertificateOrder: { certificateorder: ['order'] },
  StatusAccount: { registrar: ['account'] },
  StatusCertificate: { certificate: ['certificate'] },
  StatusCertificateOrder: { certificateorder: ['order'] },
  StatusContact: { contact: ['person', 'company'] },
  StatusEvent: { event: ['event'] },
}

/** Calls of a command, or with one of its ids, that differ in what else is asked for. */
const calls: Readonly<Record<string, readonly (() => CallParameters)[]>> = {
  'AddCertificate techcontact': orders({ class: 'ssl123dv' }),
  'AddCertificate organizationcontact': orders({ class: 'geotrusttruebizidov' }),
  'AddCertificate organizationohandle': orders({ class: 'geotrusttruebizidov' }),
  'AddCertificate organizationphandle': orders({ class: 'geotrusttruebizidov' }),
  'AddCertificate evapprovercontact': orders({ class: 'webserverev', ...organizationData }),
  DeleteCertificate: ['revoke', 'cancelorder', 'revokeorder'].map((action) => () => ({ action })),
  ReissueCertificate: [() => ({}), () => ({ csr: csrOf('example.com') }), () => ({ domain0: 'example.net' })],
  ResendNotification: [() => ({ type: 'certificate' })],
  StatusEvent: [() => ({}), () => ({ history: '1' })],
}

function orders(parameters: CallParameters): readonly (() => CallParameters)[] {
  const order = { csr: csrOf('example.com'), domain0: 'example.com', ...parameters }
  return [() => order, () => ({ ...order, checkonly: '1' })]
}

/** Parameters that name nothing of anybody's. A new one has to be put here, or above. */
const harmless = new Set(
  [
    'apiversion class csr crt period servertype checkonly noautofilldomains action type',
    'domain dcvdomain dcvemail dcvmethod dcvscope dcvlanguage dcvtoken generatedcvtoken',
    'servicetag addservicetag reason recipient sub auth timeout maxttl',
    'subclass history showall wide first limit mindate maxdate order orderby includesub',
    'new validation preverify autodelete',
    'firstname middlename lastname title organization street zip city state country phone fax email',
    'techfirstname techlastname techlasname techphone techemail techjobtitle',
    'evapproverfirstname evapproverlastname evapproverlasname evapproverphone evapproveremail evapproverjobtitle',
    'organizationname organizationdba organizationstreet organizationzip organizationcity organizationstate',
    'organizationcountry organizationphone organizationemail',
  ].flatMap((names) => names.toUpperCase().split(' ')),
)

describe("somebody else's id is answered like one that nobody has", () => {
  it('has every parameter of every command in these tables', () => {
    for (const { name: command, parameters } of commands.values()) {
      for (const { name } of parameters) {
        const listed = ids[command]?.[name.toLowerCase()] !== undefined || harmless.has(name.toUpperCase())
        assert.ok(listed, `${command} ${name}: does it name an object? Put it into ids, or say that it is harmless.`)
      }
    }
    for (const command of Object.keys(ids)) assert.ok(commands.has(command.toLowerCase()), command)
  })

  for (const [command, parameters] of Object.entries(ids)) {
    for (const [name, kinds] of Object.entries(parameters)) {
      it(`${command} ${name.toUpperCase()}`, async () => {
        const was = databaseHash(world.app.dataDir)
        for (const rest of calls[`${command} ${name}`] ?? calls[command] ?? [() => ({})]) {
          for (const kind of kinds) {
            const unknown = await ask(command, { ...rest(), [name]: nobodys[kind] })
            assert.match(unknown, /\ncode = 545\n/, `${kind}: ${unknown}`)
            for (const id of theirs(kind)) assert.equal(await ask(command, { ...rest(), [name]: id }), unknown, id)
          }
        }
        assert.deepEqual(databaseHash(world.app.dataDir), was)
      })
    }
  }
})

describe('a list shows what is one’s own', () => {
  it('QueryEventList, whatever is asked for', async () => {
    const bobs = events(await ask('QueryEventList', { showall: '1' }, 'bob'))
    assert.ok(bobs.length > 3)
    for (const parameters of [
      {},
      { showall: '1' },
      { history: '1' },
      { class: '*' },
      { includesub: '1' },
      { first: '0' },
    ]) {
      for (const wide of ['0', '1']) {
        const listed = events(await ask('QueryEventList', { ...parameters, wide }))
        assert.deepEqual(
          listed.filter((event) => bobs.includes(event)),
          [],
        )
      }
    }
    const total = decodeResponse(await ask('QueryEventList', { showall: '1' })).properties.get('total')
    assert.equal(Number(total?.[0]), events(await ask('QueryEventList', { showall: '1' })).length)
  })

  it('AddContact finds no handle of another account with the same data', async () => {
    const answer = decodeResponse(await ask('AddContact', { ...handleData, checkonly: '1' }))
    assert.deepEqual(answer.properties.get('contact'), [world.alice.person])
  })
})

describe('a session of somebody else', () => {
  const unknown = '0123456789abcdef'.repeat(2)
  for (const { name: command } of commands.values()) {
    it(`is answered like one that nobody has: ${command}`, async () => {
      const was = databaseHash(world.app.dataDir)
      const form = (session: string) => `s_login=alice&s_sessionid=${session}&command=${command}`
      const expected = (await post(world.app, form(unknown))).text
      assert.match(expected, /\ncode = 530\n/)
      assert.equal((await post(world.app, form(world.bob.session))).text, expected)
      assert.deepEqual(databaseHash(world.app.dataDir), was)
    })
  }
})

async function ask(command: string, parameters: CallParameters, login: 'alice' | 'bob' = 'alice'): Promise<string> {
  const account = login === 'alice' ? alice : { login, password: 'bob-password' }
  const answer = await post(world.app, body(command, parameters, account, 'flat'))
  assert.equal(malformed(answer), undefined)
  return withoutTimes(answer.text)
}

function events(text: string): readonly string[] {
  return decodeResponse(text).properties.get('event') ?? []
}
