import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import type { DatabaseOptions, Storage } from '../storage/index.ts'
import { assembleCertificate, parseCertificate, parseCrl, tbsOf } from '../x509/index.ts'
import { Crash, crashPoints } from '../../test/support/crash.ts'
import { testDatabases } from '../../test/support/databases.ts'
import {
  leafRequest,
  openSandboxCa,
  type SandboxCa,
  type SandboxOptions,
  start,
} from '../../test/support/sandbox-ca.ts'

// What several nodes on one database may do to each other. On SQLite they are processes that share a file.
for (const kind of testDatabases()) {
  describe(`nodes that share a ${kind.name} database`, { skip: kind.skip ?? false }, () => {
    after(() => kind.dispose())

    it('make the CAs once when they start together', async () => {
      const database = await kind.create()
      await using nodes = await openNodes(4, database)
      const [first, ...others] = nodes.list.map(({ ca }) =>
        ca.authorities.all.map(({ certificate }) => certificate.der),
      )
      assert.equal(first?.length, 5)
      for (const other of others) assert.deepEqual(other, first)
    })

    it('make one certificate for a key, use no serial twice, and sign nothing that is not recorded', async () => {
      const crash = new Crash()
      const bySerial = new Map<string, string>()
      let watching = false
      const beforeSign = async (tbs: Buffer): Promise<void> => {
        if (!watching) return
        crash.at('while signing')
        // Read by the other node's connection, which sees what is committed and nothing else.
        const row = await recordOf(tbs, two)
        assert.deepEqual(row?.tbs, tbs, 'signed, but not on record')
        const issuanceKey = row?.issuanceKey ?? ''
        assert.equal(bySerial.get(row?.serialNumber ?? '') ?? issuanceKey, issuanceKey, 'a serial was used twice')
        bySerial.set(row?.serialNumber ?? '', issuanceKey)
      }
      await using nodes = await openNodes(2, await kind.create(), { wrap: crash.wrap, beforeSign })
      const [one, two] = nodes.list as [SandboxCa, SandboxCa]
      watching = true

      const call = fc.record({
        onTwo: fc.boolean(),
        key: fc.integer({ min: 0, max: 3 }),
        brand: fc.constantFrom('DigiCert' as const, 'Sectigo' as const),
        crash: fc.option(fc.constantFrom(...crashPoints), { nil: undefined, freq: 2 }),
        wait: fc.boolean(),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (calls) => {
          run++
          const answers = new Map<string, Set<string>>()
          const all: Promise<unknown>[] = []
          for (const { onTwo, key, brand, crash: point, wait } of calls) {
            const request = await leafRequest(`run:${run}:${key}`, { class: { validation: 'dv', ca: brand } })
            crash.next = point
            const answer = (onTwo ? two : one).ca.issue(request).then(({ certificate }) => {
              const tbs = tbsOf(certificate.der).toString('hex')
              answers.set(request.key, (answers.get(request.key) ?? new Set()).add(tbs))
            })
            all.push(answer.catch((error: unknown) => assert.match(String(error), /crash/)))
            if (wait) await Promise.all(all)
          }
          await Promise.all(all)
          crash.next = undefined
          for (const [key, tbs] of answers) {
            const row = await one.storage.reader.serials.byIssuanceKey(key)
            assert.deepEqual([...tbs], [row?.tbs?.toString('hex')])
          }
        }),
        { numRuns: 60 },
      )
      assert.ok(bySerial.size > 60)
      assert.equal(new Set(bySerial.values()).size, bySerial.size, 'a key got two serials')
    })

    it('publish CRLs at the same time with everything in the last one', async () => {
      await using nodes = await openNodes(2, await kind.create())
      const [one, two] = nodes.list as [SandboxCa, SandboxCa]
      const serials: string[] = []
      const work: Promise<void>[] = []
      for (let i = 0; i < 12; i++) {
        serials.push(await issueAndRevoke(i % 2 === 0 ? one : two, `certificate:${i}`))
        work.push(one.ca.crls.publish('d-ec-1'), two.ca.crls.publish('d-ec-1'))
      }
      await Promise.all(work)
      assert.deepEqual(await revokedAt(one), serials.toSorted())
    })

    it('build a CRL again when another, which knows less, was faster', async () => {
      const faster = new Gate()
      const slower = new Gate()
      const database = await kind.create()
      await using nodes = await openNodes(1, database, { wrap: faster.wrap })
      await using more = await openNodes(1, database, { wrap: slower.wrap })
      const [one, two] = [...nodes.list, ...more.list] as [SandboxCa, SandboxCa]
      // The first has read its list and stands before the commit; then something is revoked, and the second has read
      // that and stands before its commit, when the first goes on.
      faster.shut()
      const first = one.ca.crls.publish('d-ec-1')
      await Promise.race([faster.reached, first])
      const serialNumber = await issueAndRevoke(two, 'certificate:1')
      slower.shut()
      const second = two.ca.crls.publish('d-ec-1')
      await Promise.race([slower.reached, second])
      faster.open()
      await first
      assert.deepEqual(await revokedAt(one), [])
      slower.open()
      await second
      assert.deepEqual(await revokedAt(one), [serialNumber])
    })
  })
}

async function openNodes(count: number, database: DatabaseOptions, options: SandboxOptions = {}) {
  const list = await Promise.all(Array.from({ length: count }, () => openSandboxCa({ ...options, database })))
  return {
    list,
    async [Symbol.asyncDispose]() {
      for (const node of list) await node[Symbol.asyncDispose]()
    },
  }
}

async function recordOf(tbs: Buffer, { ca, storage }: SandboxCa) {
  const { serialNumber, issuer } = parseCertificate(assembleCertificate(tbs, Buffer.alloc(8)))
  const signer = ca.authorities.all.find(({ certificate }) => certificate.subject.der.equals(issuer.der))
  return storage.reader.serials.byNumber(signer?.id ?? '', serialNumber)
}

async function issueAndRevoke({ ca }: SandboxCa, key: string): Promise<string> {
  const { certificate } = await ca.issue(await leafRequest(key))
  await ca.revoke({ key, reason: 'superseded', at: start })
  return certificate.serialNumber
}

async function revokedAt({ storage }: SandboxCa): Promise<string[]> {
  const stored = await storage.reader.authorities.crl('d-ec-1')
  return parseCrl(stored?.der ?? Buffer.of()).revoked.map(({ serialNumber }) => serialNumber)
}

/** Holds up a node's next transaction before it begins. */
class Gate {
  #shut: PromiseWithResolvers<void> | undefined
  #reached = Promise.withResolvers<void>()

  get reached(): Promise<void> {
    return this.#reached.promise
  }

  shut(): void {
    this.#shut = Promise.withResolvers()
    this.#reached = Promise.withResolvers()
  }

  open(): void {
    this.#shut?.resolve()
    this.#shut = undefined
  }

  readonly wrap = (storage: Storage): Storage => ({
    reader: storage.reader,
    transaction: async (work) => {
      this.#reached.resolve()
      await this.#shut?.promise
      return storage.transaction(work)
    },
    ping: () => storage.ping(),
    close: () => storage.close(),
  })
}
