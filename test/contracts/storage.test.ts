import { after, describe } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { accountSuite } from './storage/accounts.ts'
import { authoritySuite } from './storage/authorities.ts'
import { certificateSuite } from './storage/certificates.ts'
import { controlSuite } from './storage/control.ts'
import { eventSuite } from './storage/events.ts'
import { orderSuite } from './storage/orders.ts'
import { transactionSuite } from './storage/transactions.ts'

// One suite, both databases: what the interfaces of src/storage promise.
for (const kind of testDatabases()) {
  describe(`storage on ${kind.name}`, { skip: kind.skip ?? false }, () => {
    after(() => kind.dispose())
    accountSuite(kind)
    orderSuite(kind)
    certificateSuite(kind)
    controlSuite(kind)
    eventSuite(kind)
    authoritySuite(kind)
    transactionSuite(kind)
  })
}
