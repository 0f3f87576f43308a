import type { ExpressionBuilder, Expression, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { Event } from '../../core/index.ts'
import type { Executor } from '../connection.ts'
import type { EventFilter, EventType } from '../events.ts'
import type { Tables } from '../schema/tables.ts'
import type { Builder, Statement } from '../statement.ts'
import { statement } from '../statement.ts'
import { eventOf } from './event-rows.ts'

/**
 * A page of events. It is made of branches that each walk one index in the order that was asked for and stop after
 * the page, so that a page costs the same with a hundred events and with a million.
 */
export async function listEvents(
  db: Executor,
  filter: EventFilter,
): Promise<{ events: readonly Event[]; total: number }> {
  if (filter.types?.length === 0) return { events: [], total: 0 }
  const values = valuesOf(filter)
  const { page, total } = statementsFor(filter)
  const rows = await db.all(page, values)
  const sums = await db.all(total, values)
  return { events: rows.map(eventOf), total: sums.reduce((sum, row) => sum + (row.total ?? 0), 0) }
}

interface Values {
  accountId: number
  from: number
  until: number
  /** How many rows a branch may have to give: all before the page, and the page. */
  reach: number
  first: number
  limit: number
}

function valuesOf({ accountId, from = 0, until = 0, first, limit }: EventFilter): Values {
  return { accountId, from, until, reach: first + limit, first, limit }
}

interface ListStatements {
  readonly page: Statement<Values, EventRowRead>
  readonly total: Statement<Values, { total: number | null }>
}

type EventRowRead = Parameters<typeof eventOf>[0]

/** One pair per shape of filter: types times order times dates, a few hundred at most. */
const statements = new Map<string, ListStatements>()

function statementsFor(filter: EventFilter): ListStatements {
  const shape = shapeOf(filter)
  const key = JSON.stringify(shape)
  const known = statements.get(key)
  if (known !== undefined) return known
  const made = { page: pageOf(shape), total: shape.from || shape.until ? countOf(shape) : keptCountOf(shape) }
  statements.set(key, made)
  return made
}

interface Shape {
  readonly types: readonly EventType[] | undefined
  readonly deleted: readonly (0 | 1)[]
  readonly from: boolean
  readonly until: boolean
  readonly orderBy: EventFilter['orderBy']
  readonly descending: boolean
}

function shapeOf({ types, deleted, from, until, orderBy, descending }: EventFilter): Shape {
  const distinct = new Map(types?.map(({ kind, outcome }) => [`${kind} ${outcome}`, { kind, outcome }]))
  return {
    types: types && [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => type),
    deleted: deleted === 'both' ? [0, 1] : deleted === 'only' ? [1] : [0],
    from: from !== undefined,
    until: until !== undefined,
    orderBy,
    descending,
  }
}

const orders = {
  id: ['id'],
  type: ['kind', 'outcome', 'id'],
  object: ['certificate_id', 'id'],
} as const satisfies Record<EventFilter['orderBy'], readonly (keyof Tables['events'])[]>

function pageOf(shape: Shape): ListStatements['page'] {
  return statement((db, p: Values) => {
    const [head, ...rest] = branchesOf(shape).map((branch) => branchQuery(db, p, shape, branch))
    const all = rest.reduce((union, query) => union?.unionAll(query), head)
    if (all === undefined) throw new Error('an event list has at least one branch')
    return inOrder(db.selectFrom(all.as('page')).selectAll(), shape)
      .limit(p.limit)
      .offset(p.first)
  })
}

interface Branch {
  readonly deleted: 0 | 1
  /** Empty: all. */
  readonly types: readonly EventType[]
}

/** By object the index has no types in front, so all types go in one branch and are filtered as they come. */
function branchesOf({ deleted, types, orderBy }: Shape): readonly Branch[] {
  return deleted.flatMap((flag): readonly Branch[] => {
    if (types === undefined) return [{ deleted: flag, types: [] }]
    if (orderBy === 'object') return [{ deleted: flag, types }]
    return types.map((type) => ({ deleted: flag, types: [type] }))
  })
}

function branchQuery(db: Builder, p: Values, shape: Shape, { deleted, types }: Branch) {
  const matching = db
    .selectFrom('events')
    .selectAll()
    .where('account_id', '=', p.accountId)
    .where('deleted', '=', sql.lit(deleted))
    .$if(types.length > 0, (query) => query.where((eb) => ofTypes(eb, types)))
    .$if(shape.from, (query) => query.where('created_at', '>=', p.from))
    .$if(shape.until, (query) => query.where('created_at', '<=', p.until))
  // A limited select must stand in brackets of its own inside a union, which SQLite knows only as a subquery.
  return db.selectFrom(inOrder(matching, shape).limit(p.reach).as('branch')).selectAll()
}

function inOrder<Q extends { orderBy(column: never, direction: 'asc' | 'desc'): Q }>(query: Q, shape: Shape): Q {
  const direction = shape.descending ? 'desc' : 'asc'
  return orders[shape.orderBy].reduce((ordered, column) => ordered.orderBy(column as never, direction), query)
}

function ofTypes(eb: ExpressionBuilder<Tables, 'events'>, types: readonly EventType[]): Expression<SqlBool> {
  return eb.or(
    types.map((type) => eb.and([eb('kind', '=', sql.lit(type.kind)), eb('outcome', '=', sql.lit(type.outcome))])),
  )
}

function countOf(shape: Shape): ListStatements['total'] {
  return statement((db, p: Values) =>
    db
      .selectFrom('events')
      .select(sql<number>`count(*)`.as('total'))
      .where('account_id', '=', p.accountId)
      .where(
        'deleted',
        'in',
        shape.deleted.map((flag) => sql.lit(flag)),
      )
      .$if(shape.types !== undefined, (query) => query.where((eb) => ofTypes(eb, shape.types ?? [])))
      .$if(shape.from, (query) => query.where('created_at', '>=', p.from))
      .$if(shape.until, (query) => query.where('created_at', '<=', p.until)),
  )
}

function keptCountOf(shape: Shape): ListStatements['total'] {
  return statement((db, p: Values) =>
    db
      .selectFrom('event_counts')
      .select(sql<number | null>`cast(sum(count) as bigint)`.as('total'))
      .where('account_id', '=', p.accountId)
      .where(
        'deleted',
        'in',
        shape.deleted.map((flag) => sql.lit(flag)),
      )
      .$if(shape.types !== undefined, (query) =>
        query.where((eb) =>
          eb.or(
            (shape.types ?? []).map((type) =>
              eb.and([eb('kind', '=', sql.lit(type.kind)), eb('outcome', '=', sql.lit(type.outcome))]),
            ),
          ),
        ),
      ),
  )
}
