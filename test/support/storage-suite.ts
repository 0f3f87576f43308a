import { after, before } from 'node:test'
import type { DatabaseOptions, OpenedStorage, Storage, Transaction } from '../../src/storage/index.ts'
import { open, type TestDatabase } from './databases.ts'

/** A database of its own for a suite, opened before and closed after it. */
export function opened(kind: TestDatabase): Opened {
  let database: DatabaseOptions
  let storage: OpenedStorage
  before(async () => {
    database = await kind.create()
    storage = await open(database)
  })
  after(() => storage.storage.close())
  return {
    kind,
    database: () => database,
    storage: () => storage.storage,
    reader: () => storage.storage.reader,
    write: (work) => storage.storage.transaction(work),
  }
}

export interface Opened {
  readonly kind: TestDatabase
  database(): DatabaseOptions
  storage(): Storage
  reader(): Storage['reader']
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}
