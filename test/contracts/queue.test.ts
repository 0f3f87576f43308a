import { after, describe } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { failureSuite } from './queue/failures.ts'
import { nodeSuite } from './queue/nodes.ts'
import { runSuite } from './queue/runs.ts'

// One suite, both queues: the job table of SQLite, and pg-boss on PostgreSQL.
for (const kind of testDatabases()) {
  describe(`the queue on ${kind.name}`, { skip: kind.skip ?? false }, () => {
    after(() => kind.dispose())
    runSuite(kind)
    failureSuite(kind)
    nodeSuite(kind)
  })
}
