import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { it } from 'node:test'
import type { Acknowledged } from './customers.ts'

/** Reads the platform's database beside it, on either engine. */
export type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>

/** Resolves when nothing is under way but requests whose proof nobody published; fails after a minute. */
export async function settled(
  query: Query,
  acknowledged: Acknowledged,
  diagnosis: () => Promise<string> = async () => '',
): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const open = (await query(openRequests)).filter((row) => !lacksProof(row['challenge'], acknowledged))
    if (open.length === 0) break
    if (performance.now() > deadline) assert.fail(`still open: ${JSON.stringify(open.slice(0, 3))}${await diagnosis()}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  assert.deepEqual(await query(unsettledOrders), [])
}

/** What must hold after any number of crashes, as tests of their own. */
export function judgePlatform(seen: () => { readonly query: Query; readonly acknowledged: Acknowledged }): void {
  it('kept every acknowledged certificate, as it was handed out', async () => {
    const { query, acknowledged } = seen()
    assert.ok(acknowledged.certificates.size > 20, `only ${acknowledged.certificates.size} were acknowledged`)
    const stored = new Map(
      (await query('select id, der from certificates')).map((row) => [Number(row['id']), row['der']]),
    )
    const authorities = await query('select certificate from authorities')
    const issuers = authorities.map((row) => new X509Certificate(row['certificate'] as Uint8Array))
    for (const [id, pem] of acknowledged.certificates) {
      const der = stored.get(Number(id.slice(2)))
      // A request that was acknowledged while its proof was open, and whose proof nobody could publish.
      if (der === null && pem === '') continue
      assert.ok(der instanceof Uint8Array, `${id} is lost`)
      const certificate = new X509Certificate(der)
      if (pem !== '') assert.equal(certificate.fingerprint256, new X509Certificate(pem).fingerprint256, id)
      assert.ok(
        issuers.some((issuer) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)),
        id,
      )
    }
  })

  it('gave no serial twice, and recorded every one', async () => {
    const { query } = seen()
    const numbers = (await query('select serial_number from certificates where serial_number is not null')).map(
      (row) => row['serial_number'],
    )
    assert.equal(new Set(numbers).size, numbers.length)
    const recorded = new Set((await query('select serial_number from serials')).map((row) => row['serial_number']))
    assert.ok(numbers.every((number) => recorded.has(number)))
    const left = `select issuance_key from serials where tbs is not null and issuance_key like 'certificate:%'`
    assert.deepEqual(await query(left), [])
  })

  it('billed every order once', async () => {
    const { query } = seen()
    const twice = 'select order_id, component from ledger_entries group by order_id, component having count(*) <> 1'
    assert.deepEqual(await query(twice), [])
    assert.deepEqual(await query('select id from orders where id not in (select order_id from ledger_entries)'), [])
    const [sum] = await query('select coalesce(sum(net + vat), 0) as gross from ledger_entries')
    const [account] = await query(`select balance from accounts where login = 'alice'`)
    assert.equal(Number(account?.['balance']), -Number(sum?.['gross']))
  })

  it('told every end in exactly one event', async () => {
    const { query } = seen()
    const issued = `select c.id from certificates c where c.status in ('valid', 'revoked') and
      (select count(*) from events e where e.certificate_id = c.id and e.kind <> 'close') <> 1`
    assert.deepEqual(await query(issued), [])
    const closed = `select c.id from certificates c where c.status = 'revoked' and
      (select count(*) from events e where e.certificate_id = c.id and e.kind = 'close') <> 1`
    assert.deepEqual(await query(closed), [])
  })

  it('revoked what it said it revoked', async () => {
    const { query, acknowledged } = seen()
    const revoked = await query(`select id from certificates where status = 'revoked'`)
    const ids = new Set(revoked.map((row) => Number(row['id'])))
    for (const id of acknowledged.revoked) assert.ok(ids.has(Number(id.slice(2))), id)
  })
}

/** What is under way, with the challenge that a pending request waits for. */
const openRequests = `
  select c.id, c.status, c.problem,
    (select min(proof) from challenges h where h.certificate_id = c.id and h.status = 'pending') as challenge,
    (select max(attempts) from challenges h where h.certificate_id = c.id) as attempts,
    (select max(problem) from challenges h where h.certificate_id = c.id) as found, c.created_at
  from certificates c where c.status in ('pending', 'issuing', 'revoking')`

/** An order may be open only while its request waits for a proof. */
const unsettledOrders = `
  select id from orders o where status not in ('valid', 'revoked')
  and not exists (select 1 from certificates c where c.order_id = o.id and c.status = 'pending')`

/** The customer never saw the answer that told what to publish, so nobody published it: the proof is open, by name. */
function lacksProof(challenge: unknown, { published }: Acknowledged): boolean {
  if (typeof challenge !== 'string') return false
  const { token } = JSON.parse(challenge) as { token: string }
  return !published.has(token)
}
