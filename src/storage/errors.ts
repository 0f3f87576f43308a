import { ServiceError } from '../core/index.ts'

/**
 * What a driver threw, as the platform's errors: a broken unique rule is a `conflict`; anything else is a fault and
 * passes as it is, with its cause.
 */
export function translateError(error: unknown): Error {
  if (error instanceof ServiceError) return error
  if (isUniqueViolation(error)) {
    return new ServiceError('conflict', 'Another request has just written the same object.', { cause: error })
  }
  return error instanceof Error ? error : new Error('A driver threw something that is not an Error.', { cause: error })
}

/** For rows that a customer or operator names himself. */
export async function duplicateInsteadOfConflict<T>(
  detail: string,
  field: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ServiceError) || error.kind !== 'conflict') throw error
    throw new ServiceError('duplicate', detail, { field, cause: error.cause })
  }
}

/** PostgreSQL: serialization failure and deadlock. SQLite: another process held the lock for longer than the timeout. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode } = error as DriverError
  return code === '40001' || code === '40P01' || (typeof errcode === 'number' && (errcode & 0xff) === sqliteBusy)
}

function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errcode } = error as DriverError
  return code === '23505' || errcode === sqliteUnique || errcode === sqlitePrimaryKey
}

interface DriverError {
  readonly code?: string
  /** SQLite's extended result code (https://sqlite.org/rescode.html). */
  readonly errcode?: number
}

const sqliteBusy = 5
const sqliteUnique = 2067
const sqlitePrimaryKey = 1555
