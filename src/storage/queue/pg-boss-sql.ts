import type { DeadJob, Instant, JobKind, JobKinds } from '../../core/index.ts'
import type { PostgresConnection } from '../postgres-connection.ts'

/**
 * What pg-boss 12.35 has no call for, on its table: looking at one job of a key under a lock, and listing the dead.
 * Its table and states are documented; a contract test fails if an upgrade changes them.
 */
export const schema = 'pgboss'

type Payload = JobKinds[JobKind]

/** The job of a key that waits or runs, locked until the transaction ends; `later`: due later than in `delay` seconds. */
export async function lockByKey(
  db: PostgresConnection,
  kind: JobKind,
  key: string,
  delay: number,
): Promise<readonly { id: string; active: boolean; later: boolean }[]> {
  const { rows } = await db.executeSql(
    `select id, state = 'active' as active, start_after > now() + $3::float8 * interval '1 second' as later
     from ${schema}.job where name = $1 and singleton_key = $2 and state <= 'active' for update`,
    [kind, key, delay],
  )
  return rows as { id: string; active: boolean; later: boolean }[]
}

/** Notes on a running job when it shall run again; the earliest stays. */
export async function askAgain(db: PostgresConnection, kind: JobKind, id: string, at: Instant): Promise<void> {
  await db.executeSql(
    `update ${schema}.job
     set data = jsonb_set(data, '{${againKey}}', to_jsonb(least((data ->> '${againKey}')::bigint, $3::bigint)))
     where name = $1 and id = $2`,
    [kind, id, at],
  )
}

/** In the payload, which is ours alone. */
const againKey = '$again'

/** A job's payload without the note of a worker that died before it read it. */
export function payloadOf(data: Payload): Payload {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== againKey)) as unknown as Payload
}

/** Locks a claimed job if the claim still holds, and takes from it when it was asked to run again meanwhile. */
export async function takeAgain(
  db: PostgresConnection,
  kind: JobKind,
  id: string,
  retryCount: number,
): Promise<{ readonly againAt: Instant | null } | undefined> {
  const { rows } = await db.executeSql(
    `update ${schema}.job set data = job.data - '${againKey}'
     from (select name, id, (data ->> '${againKey}')::bigint as again from ${schema}.job
       where name = $1 and id = $2 and state = 'active' and retry_count = $3 for update) held
     where job.name = held.name and job.id = held.id
     returning held.again`,
    [kind, id, retryCount],
  )
  const [row] = rows as { again: Instant | null }[]
  return row === undefined ? undefined : { againAt: row.again }
}

/** A waiting job goes; a running one forgets that it was asked to run again. */
export async function removeByKey(db: PostgresConnection, kind: JobKind, key: string): Promise<void> {
  const values = [kind, key]
  await db.executeSql(`delete from ${schema}.job where name = $1 and singleton_key = $2 and state < 'active'`, values)
  await db.executeSql(
    `update ${schema}.job set data = data - '${againKey}'
     where name = $1 and singleton_key = $2 and state = 'active'`,
    values,
  )
}

/** Kinds with a due job: one look each second instead of one for each kind. */
export async function dueKinds(db: PostgresConnection, kinds: readonly JobKind[]): Promise<readonly JobKind[]> {
  const { rows } = await db.executeSql(
    `select kind from unnest($1::text[]) kind where exists (
       select 1 from ${schema}.job where name = kind and state < 'active' and start_after <= now())`,
    [kinds],
  )
  return (rows as { kind: JobKind }[]).map(({ kind }) => kind)
}

const deadColumns = `id, name, singleton_key, data - '${againKey}' as data, retry_count, output ->> 'error' as error,
  floor(extract(epoch from completed_on) * 1000)::bigint as died_at`

export async function dead(db: PostgresConnection, limit: number): Promise<readonly DeadJob[]> {
  const { rows } = await db.executeSql(
    `select ${deadColumns} from ${schema}.job where state = 'failed' order by completed_on desc, id limit $1`,
    [limit],
  )
  return (rows as DeadRow[]).map(deadJobOf)
}

/** Takes a dead job out, unless another with its key waits or runs. */
export async function takeDead(db: PostgresConnection, id: string): Promise<DeadJob | undefined> {
  const { rows } = await db.executeSql(
    `delete from ${schema}.job dead where id = $1 and state = 'failed'
     and not exists (select 1 from ${schema}.job other
       where other.name = dead.name and other.singleton_key = dead.singleton_key and other.state <= 'active')
     returning ${deadColumns}`,
    [id],
  )
  const [row] = rows as DeadRow[]
  return row === undefined ? undefined : deadJobOf(row)
}

interface DeadRow {
  readonly id: string
  readonly name: string
  readonly singleton_key: string
  readonly data: Payload
  readonly retry_count: number
  readonly error: string | null
  readonly died_at: number
}

function deadJobOf(row: DeadRow): DeadJob {
  return {
    id: row.id,
    kind: row.name as JobKind,
    key: row.singleton_key,
    payload: row.data,
    attempts: row.retry_count + 1,
    error: row.error ?? '',
    diedAt: row.died_at,
  }
}
