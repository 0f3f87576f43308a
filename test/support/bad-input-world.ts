import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type DecodedResponse, firstValue } from '../../src/protocols/centralnic/index.ts'
import { untilIdle } from './database-hash.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { fakeValidator } from './fake-validator.ts'
import { goodCsr } from './odd-csrs.ts'
import { alice, bob, type CallParameters, startTestApp, type TestAccount, type TestApp } from './test-app.ts'

/** One account's objects in every state that a command may meet, made over the wire. */
export interface Belongings {
  readonly issued: string
  readonly issuedOrder: string
  /** Waits for a proof. */
  readonly pending: string
  readonly pendingOrder: string
  readonly revoked: string
  /** All certificates of it, as a whole. */
  readonly revokedOrder: string
  readonly canceled: string
  readonly canceledOrder: string
  /** Of a Sectigo class, revoked: nothing more may come of its order. */
  readonly sectigo: string
  readonly event: string
  readonly deletedEvent: string
  /** CC ids by role. */
  readonly tech: string
  readonly organization: string
  /** P- and O-handles. */
  readonly person: string
  readonly company: string
  readonly session: string
}

export interface World {
  readonly app: TestApp
  readonly clock: FakeClock
  readonly alice: Belongings
  readonly bob: Belongings
}

/** Has no credit. */
export const carol: TestAccount = { login: 'carol', password: 'carol-password' }

/** A platform whose clock stands still and whose workers have nothing to do: only requests change its database. */
export async function makeWorld(): Promise<World> {
  const clock = fakeClock()
  const validator = fakeValidator()
  validator.met.add('example.com')
  const accounts = [alice, bob, carol].map(({ login, password }) => `${login}:${password}:${login}-api-key-12345`)
  const app = await startTestApp({ clock, validator, env: { RESEAL_BOOTSTRAP_ACCOUNT: accounts.join(',') } })
  const world = { app, clock, alice: await belongingsOf(app, clock, alice), bob: await belongingsOf(app, clock, bob) }
  using database = new DatabaseSync(join(app.dataDir, 'reseal.db'))
  database.exec(`update accounts set credit_limit = 0 where login = 'carol'`)
  await untilIdle(app.dataDir, clock.now())
  return world
}

export const csrOf = (...names: string[]): string => goodCsr(names).toString('base64')

/** A handle's data, complete. */
export const handleData = {
  firstname: 'Max',
  lastname: 'Mustermann',
  street0: 'Example Street 1',
  city: 'San Francisco',
  zip: '94102',
  country: 'US',
  phone: '+1.5552345678',
  email: 'max@example.org',
}

export const organizationData = {
  organizationname: 'Example Corp.',
  organizationstreet: 'Example Street 1',
  organizationcity: 'San Francisco',
  organizationzip: '94102',
  organizationcountry: 'US',
  organizationphone: '+1.5552345678',
}

async function belongingsOf(app: TestApp, clock: FakeClock, account: TestAccount): Promise<Belongings> {
  const call = async (command: string, parameters: CallParameters = {}): Promise<DecodedResponse> => {
    const answer = await app.call(command, parameters, account)
    assert.equal(answer.code, 200, `${command}: ${answer.description}`)
    return answer
  }
  const order = async (parameters: CallParameters = {}) => {
    const base = { class: 'ssl123dv', csr: csrOf('example.com'), dcvmethod: 'dns-txt', domain0: 'example.com' }
    const answer = await call('AddCertificate', { ...base, ...parameters })
    const value = (name: string) => firstValue(answer, name) ?? ''
    return {
      certificate: value('certificate'),
      order: value('certificateorder'),
      tech: value('techcontact'),
      organization: value('organizationcontact'),
    }
  }

  const issued = await order()
  clock.advance(2_000)
  await app.eventually(async () => {
    const status = await call('StatusCertificate', { certificate: issued.certificate })
    return firstValue(status, 'status') === 'active' ? true : undefined
  })
  const revoked = await order()
  await call('RevokeCertificateOrder', { certificateorder: revoked.order })
  const sectigo = await order({ class: 'positivessldv', dcvmethod: 'dns-cname' })
  await call('RevokeCertificate', { certificate: sectigo.certificate })
  const canceled = await order({ domain0: 'example.org' })
  await call('CancelCertificateOrder', { certificateorder: canceled.order })
  const pending = await order({ domain0: 'example.org' })
  const withOrganization = await order({ class: 'geotrusttruebizidov', domain0: 'example.org', ...organizationData })
  const [event = '', deletedEvent = ''] = (await call('QueryEventList')).properties.get('event') ?? []
  await call('DeleteEvent', { event: deletedEvent })
  const company = { ...handleData, firstname: '', lastname: '', organization: 'Example Corp.' }
  return {
    issued: issued.certificate,
    issuedOrder: issued.order,
    pending: pending.certificate,
    pendingOrder: pending.order,
    revoked: revoked.certificate,
    revokedOrder: revoked.order,
    canceled: canceled.certificate,
    canceledOrder: canceled.order,
    sectigo: sectigo.certificate,
    event,
    deletedEvent,
    tech: issued.tech,
    organization: withOrganization.organization,
    person: firstValue(await call('AddContact', handleData), 'contact') ?? '',
    company: firstValue(await call('AddContact', company), 'contact') ?? '',
    session: firstValue(await call('StartSession'), 'sessionid') ?? '',
  }
}
