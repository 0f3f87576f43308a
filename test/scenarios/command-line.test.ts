import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { firstValue } from '../../src/protocols/centralnic/index.ts'
import { encodePem, parseCsr, spkiHash } from '../../src/x509/index.ts'
import { type FakeValidator, fakeValidator } from '../support/fake-validator.ts'
import { newCsr } from '../support/keys.ts'
import { type CallParameters, startTestApp, type TestApp } from '../support/test-app.ts'

/** A process of its own on the database of the server that runs in this one. */
describe("the operators' command line", () => {
  let app: TestApp
  let validator: FakeValidator
  before(async () => {
    validator = fakeValidator()
    validator.met.add('*')
    app = await startTestApp({ validator })
  })
  after(() => app.close())

  const reseal = (...args: readonly string[]) => run(args, app.dataDir)

  const organization = {
    class: 'webserverov',
    dcvmethod: 'dns-txt',
    organizationname: 'Example Ltd',
    organizationstreet: '1 Main Street',
    organizationzip: 'W1 1AA',
    organizationcity: 'London',
    organizationcountry: 'GB',
    organizationphone: '+44.2071234567',
    organizationemail: 'office@example.com',
  }

  async function order(name: string, more: CallParameters) {
    const { lines } = await newCsr(name)
    return await app.call('AddCertificate', { apiversion: '2', domain0: name, csr: lines, ...more })
  }

  it('lets an OV order go on that is proven and waits for its organization', async () => {
    const ordered = await order('verify.com', organization)
    assert.equal(ordered.code, 200, ordered.description)
    const certificate = firstValue(ordered, 'certificate') ?? ''
    const contact = firstValue(ordered, 'organizationcontact') ?? ''
    await app.eventually(async () => {
      const { properties } = await app.call('StatusCertificate', { certificate })
      return properties.has('dns rr') ? undefined : true
    })
    const before = await app.call('StatusCertificate', { certificate })
    assert.equal(firstValue(before, 'status'), 'processing', 'control is proven, the organization is not')

    const shown = await reseal('contact', 'show', contact)
    assert.equal(shown.code, 0, shown.stderr)
    assert.match(shown.stdout, /^account +alice$/m)
    assert.match(shown.stdout, /^verification +unverified$/m)
    assert.match(shown.stdout, /^organization name +Example Ltd$/m)

    const verified = await reseal('contact', 'verify', contact)
    assert.equal(verified.code, 0, verified.stderr)
    assert.match(verified.stdout, /\(Example Ltd\) is verified\.\n.*looked at again now: 1\.\n$/)
    await app.eventually(async () => {
      const status = await app.call('StatusCertificate', { certificate })
      return firstValue(status, 'status') === 'active' ? true : undefined
    })
    const again = await order('verify.com', { ...organization, ...withoutData, organizationcontact: contact })
    assert.equal(firstValue(again, 'status'), 'active', again.description)
  })

  /** KEY= is the same as not given. */
  const withoutData = Object.fromEntries(
    Object.keys(organization).flatMap((name) => (name.startsWith('organization') ? [[name, '']] : [])),
  )

  it('verifies neither unknown contacts nor technical ones', async () => {
    const { code, stdout, stderr } = await reseal('contact', 'verify', 'CC-99999999')
    assert.deepEqual([code, stdout, stderr], [1, '', 'There is no such contact.\n'])
    const ordered = await order('tech.com', { class: 'ssl123dv', dcvmethod: 'dns-txt' })
    const technical = await reseal('contact', 'verify', firstValue(ordered, 'techcontact') ?? '')
    assert.deepEqual([technical.code, technical.stderr], [1, 'A technical contact is not verified.\n'])
  })

  it('makes an account that can log in at once, and changes its terms', async () => {
    const made = await reseal('account', 'add', 'carol', '--vat', '7.7')
    assert.equal(made.code, 0, made.stderr)
    const [, password = ''] = /^password +(\S+)$/m.exec(made.stdout) ?? []
    assert.match(made.stdout, /^API key +[0-9a-f]{64}$/m)
    const carol = { login: 'carol', password }
    assert.equal(firstValue(await app.call('StatusAccount', {}, carol), 'vat'), '7.70')

    const set = await reseal('account', 'set', 'carol', '--credit-limit', '10.5', '--currency', 'chf')
    assert.equal(set.stdout, '"carol": currency CHF, VAT 7.7 %, credit limit 10.50.\n')
    const status = await app.call('StatusAccount', {}, carol)
    assert.deepEqual([firstValue(status, 'credit'), firstValue(status, 'currency')], ['10.50', 'CHF'])
    const { lines } = await newCsr('poor.com')
    const request = { class: 'ssl123dv', dcvmethod: 'dns-txt', domain0: 'poor.com', csr: lines }
    assert.equal((await app.call('AddCertificate', request, carol)).code, 546)
    const unlimited = await reseal('account', 'set', 'carol', '--credit-limit', 'none')
    assert.equal(unlimited.code, 0, unlimited.stderr)
    assert.equal((await app.call('AddCertificate', request, carol)).code, 200)

    const billed = await reseal('account', 'set', 'carol', '--currency', 'EUR')
    assert.deepEqual([billed.code, billed.stderr], [1, 'The account "carol" was billed in CHF already.\n'])
    assert.equal((await reseal('account', 'add', 'carol')).code, 1)
    assert.equal((await reseal('account', 'set', 'nobody', '--vat', '1')).code, 1)
  })

  it('issues an EV order once its approver, its organization and the register are verified', async () => {
    const approver = { firstname: 'Jane', lastname: 'Doe', jobtitle: 'CEO', phone: '+44.2071234567', email: 'j@ev.com' }
    const inline = Object.entries(approver).map(([name, value]) => [`evapprover${name}`, value] as const)
    const ordered = await order('ev.com', { ...organization, class: 'webserverev', ...Object.fromEntries(inline) })
    assert.equal(ordered.code, 200, ordered.description)
    const certificate = firstValue(ordered, 'certificate') ?? ''
    const number = Number(certificate.slice(2))
    const owner = firstValue(ordered, 'organizationcontact') ?? ''
    const verify = async (...args: readonly string[]) => {
      const { code, stderr } = await reseal('contact', 'verify', ...args)
      assert.equal(code, 0, stderr)
      await app.registration.settleCertificate(number)
      return firstValue(await app.call('StatusCertificate', { certificate }), 'status')
    }
    const evApprover = firstValue(ordered, 'evapprovercontact') ?? ''
    assert.equal(await verify(evApprover), 'processing', 'the organization is missing')
    assert.equal(await verify(owner), 'processing', 'what stands in the register is missing')
    const half = await reseal('contact', 'verify', owner, '--registration-number', '01234567')
    assert.equal(half.code, 1, 'a part of the evidence is refused')
    const register = ['--category', 'Private Organization', '--registration-number', '01234567']
    assert.equal(await verify(owner, ...register, '--jurisdiction-country', 'gb'), 'active')
    const issued = await app.call('StatusCertificate', { certificate })
    const { subject } = new X509Certificate((issued.properties.get('cert') ?? []).join('\n'))
    assert.match(subject, /serialNumber=01234567/)
    assert.match(subject, /jurisdictionC=GB|1\.3\.6\.1\.4\.1\.311\.60\.2\.1\.3=GB/)
  })

  it('blocks a key, given by a file or its hash', async () => {
    const { der, lines } = await newCsr('blocked.com')
    const file = join(app.dataDir, 'request.pem')
    await writeFile(file, encodePem('CERTIFICATE REQUEST', der))
    const blocked = await reseal('key', 'block', file, '--reason', 'published by mistake')
    assert.equal(blocked.code, 0, blocked.stderr)
    const keyHash = spkiHash(parseCsr(der).publicKey)
    assert.equal(blocked.stdout, `Blocked the key ${keyHash}.\n`)
    const request = { class: 'ssl123dv', dcvmethod: 'dns-txt', domain0: 'blocked.com', csr: lines }
    assert.equal((await app.call('AddCertificate', request)).code, 541)
    await writeFile(file, encodePem('PUBLIC KEY', parseCsr(der).publicKey.spki))
    assert.match((await reseal('key', 'block', file, '--reason', 'again')).stdout, /was blocked before/)
    const again = await reseal('key', 'block', keyHash.toUpperCase(), '--reason', 'again')
    assert.match(again.stdout, /was blocked before/)
    const missing = await reseal('key', 'block', 'no-such-file', '--reason', 'x')
    assert.deepEqual([missing.code, missing.stdout], [1, ''])
    assert.match(missing.stderr, /^"no-such-file" is neither a SHA-256 in hex nor a file that can be read: ENOENT\.\n$/)
  })

  it('shows a dead job and puts it back', async () => {
    assert.equal((await reseal('jobs', 'dead')).stdout, 'There are no dead jobs.\n')
    validator.met.clear()
    const ordered = await order('dead.com', { class: 'ssl123dv', dcvmethod: 'dns-txt' })
    const certificate = firstValue(ordered, 'certificate') ?? ''
    const [challenge] = await app.storage.reader.challenges.ofCertificate(Number(certificate.slice(2)))
    // Nothing of the platform's own kills a job in less than hours: this is how the queue leaves one behind.
    await app.eventually(async () => {
      const database = new DatabaseSync(join(app.dataDir, 'reseal.db'), { timeout: 2_000 })
      const { changes } = database
        .prepare(
          'update jobs set dead_at = 1, due_at = null, error = ? where key = ? and lease_by is null and dead_at is null',
        )
        .run('the network\nwas away', `challenge:${challenge?.id}`)
      database.close()
      return changes === 1 ? true : undefined
    })
    validator.met.add('*')
    const dead = await reseal('jobs', 'dead')
    const [, id = ''] =
      /^(\S+) {2}validate-challenge {2}challenge:\S+ {2}\d+ attempts.*: the network\?was away\n$/.exec(dead.stdout) ??
      []
    assert.notEqual(id, '', dead.stdout)
    assert.equal((await reseal('jobs', 'retry', id)).stdout, `The job ${id} is due now.\n`)
    await app.eventually(async () => {
      const status = await app.call('StatusCertificate', { certificate })
      return firstValue(status, 'status') === 'active' ? true : undefined
    })
    assert.equal((await reseal('jobs', 'retry', '00000000-0000-0000-0000-000000000000')).code, 1)
  })

  it('tells a wrong command line from a refusal, and makes no second platform', async () => {
    for (const args of [
      ['nonsense'],
      ['contact', 'show', 'nonsense'],
      ['account', 'set', 'alice'],
      ['key', 'block', 'x'],
    ]) {
      const { code, stdout, stderr } = await reseal(...args)
      assert.deepEqual([code, stdout], [2, ''], args.join(' '))
      assert.match(stderr, /^error: .+\n/)
    }
    assert.equal((await reseal('--help')).code, 0)
    const empty = await mkdtemp(join(tmpdir(), 'reseal-empty-'))
    const elsewhere = await run(['jobs', 'dead'], empty)
    assert.equal(elsewhere.code, 1)
    assert.match(elsewhere.stderr, /^There is no database .+: start the platform first, or set RESEAL_DATA_DIR\.\n$/)
    await rm(empty, { recursive: true })
  })
})

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], dataDir: string): Promise<Outcome> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('RESEAL_'))
  const env = { ...Object.fromEntries(own), RESEAL_DATA_DIR: dataDir }
  return new Promise((resolve) => {
    execFile(process.execPath, ['run.cjs', 'src/cli/main.ts', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
