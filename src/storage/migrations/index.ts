import { sha256Hex } from '../../core/index.ts'
import { initial } from './0001-initial.ts'
import type { DialectKind, Migration } from './migration.ts'
import { columnTypes } from './migration.ts'

/** Append-only: see migrations.test.ts. */
const migrations: readonly Migration[] = [initial]

export interface CompiledMigration {
  readonly name: string
  readonly statements: readonly string[]
  /** Of the statements, so that a database knows exactly what was done to it. */
  readonly hash: string
}

export function migrationsFor(kind: DialectKind): readonly CompiledMigration[] {
  return migrations.map((migration) => {
    const compiled = migration.statements(columnTypes[kind])
    return { name: migration.name, statements: compiled, hash: sha256Hex(compiled.join(';\n')) }
  })
}

/** What is left to do on a database that has `applied`; throws if it was made by another or a newer program. */
export function pendingMigrations(
  kind: DialectKind,
  applied: readonly { readonly name: string; readonly hash: string }[],
): readonly CompiledMigration[] {
  const known = migrationsFor(kind)
  applied.forEach(({ name, hash }, index) => {
    const expected = known[index]
    if (expected === undefined) {
      throw new Error(`The database has the migration ${name}, which this version does not know: it is too old.`)
    }
    if (expected.name !== name || expected.hash !== hash) {
      throw new Error(`The database's migration ${name} is not the one of this version (${expected.name}).`)
    }
  })
  return known.slice(applied.length)
}
