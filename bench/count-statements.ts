import { writeFileSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

// Loaded into the platform before its own code (`--import=count-statements.ts?<file>`): counts how often each prepared
// statement runs, and writes the counts when the process ends. For `--profile` only.

const counts = new Map<string, number>()
const prepare = DatabaseSync.prototype.prepare

DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  const statement = prepare.call(this, sql)
  for (const method of ['run', 'get', 'all'] as const) {
    const original = statement[method].bind(statement) as (...values: unknown[]) => never
    statement[method] = (...values: unknown[]) => {
      counts.set(sql, (counts.get(sql) ?? 0) + 1)
      return original(...values)
    }
  }
  return statement
}

process.on('exit', () => {
  writeFileSync(
    decodeURIComponent(new URL(import.meta.url).search.slice(1)),
    JSON.stringify(Object.fromEntries(counts)),
  )
})
