import { sql } from 'kysely'
import type { Account, AccountCredentials } from '../../core/index.ts'
import type { AccountReader, AccountWriter } from '../accounts.ts'
import type { Executor } from '../connection.ts'
import { inserted, maybe } from '../connection.ts'
import { duplicateInsteadOfConflict } from '../errors.ts'
import type { AccountRow } from '../schema/tables.ts'
import type { Statement } from '../statement.ts'
import { statement } from '../statement.ts'

export function accountQueries(db: Executor): AccountReader & AccountWriter {
  return {
    byId: async (id) => maybe(accountOf, await db.first(byId, { id })),
    byLogin: async (login) => maybe(accountOf, await db.first(byLogin, { login })),
    credentialsOf: async (login) => maybe(credentialsOf, await db.first(byLogin, { login })),
    credentialsByApiKeyHash: async (apiKeyHash) => maybe(credentialsOf, await db.first(byApiKeyHash, { apiKeyHash })),
    any: async () => (await db.first(any, {})) !== undefined,

    insert: async (account) => {
      const row = await duplicateInsteadOfConflict(
        'An account with this login or API key exists already.',
        'login',
        () => db.first(insert, account),
      )
      return inserted(row).id
    },
    setPassword: async (id, passwordHash) => {
      await db.change(setPassword, { id, passwordHash })
    },
    setTerms: async (id, { vatRate, creditLimit, currency }) => {
      if (vatRate !== undefined) await db.change(setVatRate, { id, vatRate })
      if (creditLimit !== undefined) await db.change(setCreditLimit, { id, creditLimit })
      if (currency !== undefined) await db.change(setCurrency, { id, currency })
    },
    charge: async (id, gross) => (await db.change(gross > 0 ? charge : credit, { id, gross })) === 1,
  }
}

const byId = statement((db, p: { id: number }) => db.selectFrom('accounts').selectAll().where('id', '=', p.id))

const byLogin = statement((db, p: { login: string }) =>
  db.selectFrom('accounts').selectAll().where('login', '=', p.login),
)

const byApiKeyHash = statement((db, p: { apiKeyHash: string }) =>
  db.selectFrom('accounts').selectAll().where('api_key_hash', '=', p.apiKeyHash),
)

const any = statement((db) => db.selectFrom('accounts').select('id').limit(1))

const insert = statement((db, p: Parameters<AccountWriter['insert']>[0]) =>
  db
    .insertInto('accounts')
    .values({
      login: p.login,
      parent_id: p.parentId,
      password_hash: p.passwordHash,
      api_key_hash: p.apiKeyHash,
      currency: p.currency,
      vat_rate: p.vatRate,
      credit_limit: p.creditLimit,
      balance: 0,
      created_at: p.createdAt,
    })
    .returning('id'),
)

const setPassword = statement((db, p: { id: number; passwordHash: string }) =>
  db.updateTable('accounts').set({ password_hash: p.passwordHash }).where('id', '=', p.id),
)

const setVatRate = statement((db, p: { id: number; vatRate: number }) =>
  db.updateTable('accounts').set({ vat_rate: p.vatRate }).where('id', '=', p.id),
)

const setCreditLimit = statement((db, p: { id: number; creditLimit: number | null }) =>
  db.updateTable('accounts').set({ credit_limit: p.creditLimit }).where('id', '=', p.id),
)

const setCurrency = statement((db, p: { id: number; currency: string }) =>
  db.updateTable('accounts').set({ currency: p.currency }).where('id', '=', p.id),
)

type Amount = { id: number; gross: number }

const credit: Statement<Amount, unknown> = statement((db, p: Amount) =>
  db
    .updateTable('accounts')
    .set((eb) => ({ balance: eb('balance', '-', p.gross) }))
    .where('id', '=', p.id),
)

/** One statement: two charges at the same time cannot both fit under a limit that has room for one. */
const charge: Statement<Amount, unknown> = statement((db, p: Amount) =>
  db
    .updateTable('accounts')
    .set((eb) => ({ balance: eb('balance', '-', p.gross) }))
    .where('id', '=', p.id)
    .where((eb) =>
      eb.or([eb('credit_limit', 'is', null), eb('balance', '>=', sql<number>`${p.gross} - ${eb.ref('credit_limit')}`)]),
    ),
)

function accountOf(row: Row): Account {
  return {
    id: row.id,
    login: row.login,
    parentId: row.parent_id,
    currency: row.currency,
    vatRate: row.vat_rate,
    creditLimit: row.credit_limit,
    balance: row.balance,
    createdAt: row.created_at,
  }
}

function credentialsOf(row: Row): AccountCredentials {
  return { accountId: row.id, login: row.login, passwordHash: row.password_hash, apiKeyHash: row.api_key_hash }
}

type Row = Omit<AccountRow, 'id'> & { readonly id: number }
