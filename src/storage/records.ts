import type { JobWriter } from '../core/index.ts'
import type { Executor } from './connection.ts'
import { accountQueries } from './queries/accounts.ts'
import { authorityQueries } from './queries/authorities.ts'
import { authorizationQueries } from './queries/authorizations.ts'
import { blockedKeyQueries } from './queries/blocked-keys.ts'
import { certificateQueries } from './queries/certificates.ts'
import { challengeQueries } from './queries/challenges.ts'
import { contactQueries } from './queries/contacts.ts'
import { eventQueries } from './queries/events.ts'
import { idempotencyQueries } from './queries/idempotency.ts'
import { ledgerQueries } from './queries/ledger.ts'
import { orderQueries } from './queries/orders.ts'
import { serialQueries } from './queries/serials.ts'
import { sessionQueries } from './queries/sessions.ts'
import type { Reader, Transaction } from './storage.ts'
import type { TransactionScopes } from './transaction-scope.ts'

/** The nouns over one way to run statements. Made once: which transaction is meant, the executor finds out. */
export function readerOver(db: Executor): Reader {
  return nounsOver(db)
}

export function transactionOver(db: Executor, jobs: JobWriter, scopes: TransactionScopes): Transaction {
  return { ...nounsOver(db), jobs, afterCommit: (action) => void scopes.current().afterCommit.push(action) }
}

function nounsOver(db: Executor) {
  return {
    accounts: accountQueries(db),
    sessions: sessionQueries(db),
    orders: orderQueries(db),
    certificates: certificateQueries(db),
    authorizations: authorizationQueries(db),
    challenges: challengeQueries(db),
    contacts: contactQueries(db),
    events: eventQueries(db),
    ledger: ledgerQueries(db),
    authorities: authorityQueries(db),
    serials: serialQueries(db),
    blockedKeys: blockedKeyQueries(db),
    idempotency: idempotencyQueries(db),
  }
}
