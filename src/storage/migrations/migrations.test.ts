import assert from 'node:assert/strict'
import { it } from 'node:test'
import { migrationsFor, pendingMigrations } from './index.ts'

/**
 * Shipped migrations. A database in the field has run exactly these statements: a change goes into a new migration,
 * and its hash is added here.
 */
const shipped = {
  sqlite: [['0001-initial', 'f6dbec1a48704beb6aca2384761df3b220c6425616be10a8eb4360f3686614c6']],
  postgres: [['0001-initial', 'a8c002d2d0dfd5ceb657809e1b23ced12cc36ca32baa7ebdaf515dc342b33292']],
} as const

for (const kind of ['sqlite', 'postgres'] as const) {
  it(`keeps shipped migrations of ${kind} as they are`, () => {
    assert.deepEqual(
      migrationsFor(kind).map(({ name, hash }) => [name, hash]),
      shipped[kind],
    )
  })
}

it('names migrations in the order in which they are applied', () => {
  const names = migrationsFor('sqlite').map(({ name }) => name)
  assert.deepEqual(names, names.toSorted())
})

it('leaves nothing to do where all is done, and refuses what it does not know', () => {
  const all = migrationsFor('sqlite')
  assert.deepEqual(pendingMigrations('sqlite', all), [])
  assert.throws(() => pendingMigrations('sqlite', [...all, { name: '9999-later', hash: 'x' }]), /too old/)
})
