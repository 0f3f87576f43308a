import { type Caller, type Clock, type HandleData, sha256Hex } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import { checkHandleData } from './handle-data.ts'
import type { HandleId } from './handles.ts'

export interface HandleRequest {
  readonly data: HandleData
  /** Makes a new one even if the account has one with exactly this data. */
  readonly alwaysNew: boolean
  /** Whether a clean-up may remove it while nothing uses it. */
  readonly autoDelete: boolean
  /** Judges and looks, and stores nothing. */
  readonly checkOnly: boolean
}

export interface HandleService {
  /**
   * Keeps an address card, or finds the account's newest one with the same data: that one stays as it is, its
   * `autoDelete` too. Null only with `checkOnly`, where none would have been found. Throws what `checkHandleData` throws.
   */
  add(caller: Caller, request: HandleRequest): Promise<HandleId | null>
}

export function createHandleService(options: { readonly storage: Storage; readonly clock: Clock }): HandleService {
  const { storage, clock } = options
  return {
    async add(caller, { data: given, alwaysNew, autoDelete, checkOnly }) {
      const { kind, data } = checkHandleData(given)
      const { accountId } = caller
      // The members stand in the order in which checkHandleData wrote them: the same data gives the same text.
      const dataHash = sha256Hex(JSON.stringify(data))
      if (checkOnly) {
        const number = alwaysNew ? undefined : await storage.reader.contacts.identicalHandle(accountId, kind, dataHash)
        return number === undefined ? null : { kind, number }
      }
      const createdAt = clock.now()
      const number = await storage.transaction(async ({ contacts }) => {
        const known = alwaysNew ? undefined : await contacts.identicalHandle(accountId, kind, dataHash)
        const row = { accountId, kind, data, dataHash, autoDelete, createdAt, createdBy: caller.login }
        return known ?? (await contacts.insertHandle(row))
      })
      return { kind, number }
    },
  }
}
