import type { Authorization, ControlMethod, Identifier, Instant } from '../../core/index.ts'
import type { AuthorizationReader, AuthorizationWriter } from '../authorizations.ts'
import type { Executor } from '../connection.ts'
import type { AuthorizationRow } from '../schema/tables.ts'
import { each, sized, statement } from '../statement.ts'

export function authorizationQueries(db: Executor): AuthorizationReader & AuthorizationWriter {
  return {
    proofs: async (accountId, identifiers, since) => {
      if (identifiers.length === 0) return []
      const rows = await db.all(proofs(identifiers.length), { accountId, identifiers, since })
      return newestOfEach(rows).map(authorizationOf)
    },
    insert: async (authorization) => {
      await db.change(insert, authorization)
    },
  }
}

type ProofQuery = { accountId: number; identifiers: readonly string[]; since: Instant }

const proofs = sized((count) =>
  statement((db, p: ProofQuery) =>
    db
      .selectFrom('authorizations')
      .selectAll()
      .where('account_id', '=', p.accountId)
      .where('identifier', 'in', each(p.identifiers, count))
      .where('validated_at', '>=', p.since)
      .orderBy('validated_at', 'desc')
      .orderBy('id', 'desc'),
  ),
)

const insert = statement((db, p: Authorization) =>
  db.insertInto('authorizations').values({
    id: p.id,
    account_id: p.accountId,
    identifier: p.identifier,
    method: p.method,
    validated_at: p.validatedAt,
    challenge_id: p.challengeId,
  }),
)

/** The rows come newest first. */
function newestOfEach(rows: readonly AuthorizationRow[]): readonly AuthorizationRow[] {
  const newest = new Map<string, AuthorizationRow>()
  for (const row of rows) {
    const key = `${row.method} ${row.identifier}`
    if (!newest.has(key)) newest.set(key, row)
  }
  return [...newest.values()]
}

function authorizationOf(row: AuthorizationRow): Authorization {
  return {
    id: row.id,
    accountId: row.account_id,
    identifier: row.identifier as Identifier,
    method: row.method as ControlMethod,
    validatedAt: row.validated_at,
    challengeId: row.challenge_id,
  }
}
