import type { Compilable, CompiledQuery, DialectAdapter, QueryCompiler } from 'kysely'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { DialectKind } from './migrations/migration.ts'
import type { Tables } from './schema/tables.ts'

/**
 * A query written once with the builder, compiled once per database, and run many times with other values: building
 * it anew costs more than SQLite needs to run it (reference/stack.md section 2).
 */
export interface Statement<P, R> {
  /** Index into a connection's cache of prepared statements. */
  readonly id: number
  compiled(kind: DialectKind): CompiledStatement
  /** Never there; they carry the types. */
  readonly parameters?: (values: P) => void
  readonly row?: () => R
}

export interface CompiledStatement {
  readonly sql: string
  bind(values: object): unknown[]
}

export type Builder = Kysely<Tables>

/** `values` stands for what is given at each run: use its fields like values. */
export function statement<P extends object, R>(
  build: (db: Builder, values: P, kind: DialectKind) => Compilable<R>,
): Statement<P, R> {
  const compiled = new Map<DialectKind, CompiledStatement>()
  return {
    id: nextId++,
    compiled(kind) {
      const known = compiled.get(kind)
      if (known !== undefined) return known
      const made = compile(build(builders[kind], placeholders as P, kind).compile())
      compiled.set(kind, made)
      return made
    },
  }
}

/** A list of `count` values in a statement; a shorter list is filled up with its last item. */
export function each<T>(list: readonly T[], count: number): T[] {
  const { name } = list as unknown as Placeholder
  return Array.from({ length: count }, (_, index) => new Placeholder(name, index) as T)
}

/** One statement per power of two, for lists whose length is not known. */
export function sized<P, R>(build: (count: number) => Statement<P, R>): (length: number) => Statement<P, R> {
  const sizes = new Map<number, Statement<P, R>>()
  return (length) => {
    const count = 2 ** Math.ceil(Math.log2(Math.max(length, 1)))
    const made = sizes.get(count) ?? build(count)
    sizes.set(count, made)
    return made
  }
}

let nextId = 0

class Placeholder {
  readonly name: string
  readonly index: number | undefined

  constructor(name: string, index?: number) {
    this.name = name
    this.index = index
  }
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) })

function compile(query: CompiledQuery): CompiledStatement {
  const parameters = query.parameters
  const length = parameters.length
  return {
    sql: query.sql,
    bind(values) {
      const bound: unknown[] = []
      for (let i = 0; i < length; i++) {
        const parameter = parameters[i]
        bound[i] = parameter instanceof Placeholder ? valueOf(parameter, values as Values) : parameter
      }
      return bound
    },
  }
}

type Values = Readonly<Record<string, unknown>>

function valueOf(placeholder: Placeholder, values: Values): unknown {
  const value = values[placeholder.name]
  if (placeholder.index === undefined) return value
  const list = value as readonly unknown[]
  return list[Math.min(placeholder.index, list.length - 1)]
}

const builders: Readonly<Record<DialectKind, Builder>> = {
  sqlite: builder(new SqliteAdapter(), () => new SqliteQueryCompiler()),
  postgres: builder(new PostgresAdapter(), () => new PostgresQueryCompiler()),
}

/** A query builder without a connection: it compiles, the connections run. */
function builder(adapter: DialectAdapter, createQueryCompiler: () => QueryCompiler): Builder {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) =>
        adapter instanceof SqliteAdapter ? new SqliteIntrospector(db) : new PostgresIntrospector(db),
      createQueryCompiler,
    },
  })
}
