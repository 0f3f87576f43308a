import assert from 'node:assert/strict'
import { it } from 'node:test'
import { migrationsFor, pendingMigrations } from './index.ts'

/**
 * Shipped migrations. A database in the field has run exactly these statements: a change goes into a new migration,
 * and its hash is added here.
 */
const shipped = {
  sqlite: [['0001-initial', 'ad01b125653aba393d58add5108b9f122e379432398a447254cad8b354d95dcb']],
  postgres: [['0001-initial', 'f5aae4a8c31a82f1cd12b7e114e502f1d6e2ff4bfdbee7814ae14567a3aeb7fb']],
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
