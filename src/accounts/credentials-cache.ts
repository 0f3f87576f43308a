import type { AccountCredentials, Clock, Instant } from '../core/index.ts'
import { second } from '../core/index.ts'
import type { AccountReader } from '../storage/index.ts'
import { BoundedMap } from './bounded-map.ts'

type Source = Pick<AccountReader, 'credentialsOf' | 'credentialsByApiKeyHash'>

/**
 * The stored hashes, read again every two seconds at least: clients send their password with every call, and a
 * change on another node counts within that time. Absence is kept as well, so that it takes no longer than presence.
 */
export class CredentialsCache {
  readonly #source: Source
  readonly #clock: Clock
  readonly #rows = new BoundedMap<string, { row: AccountCredentials | undefined; until: Instant }>(20_000)

  constructor(source: Source, clock: Clock) {
    this.#source = source
    this.#clock = clock
  }

  ofLogin(login: string): Row | Promise<Row> {
    return this.#get(`login ${login}`, () => this.#source.credentialsOf(login))
  }

  byApiKeyHash(hash: string): Row | Promise<Row> {
    return this.#get(`key ${hash}`, () => this.#source.credentialsByApiKeyHash(hash))
  }

  clear(): void {
    this.#rows.clear()
  }

  #get(key: string, read: () => Promise<Row>): Row | Promise<Row> {
    const known = this.#rows.get(key)
    const now = this.#clock.now()
    // A clock that was set back must not keep a row for longer.
    if (known !== undefined && now < known.until && known.until - now <= life) return known.row
    return read().then((row) => {
      this.#rows.set(key, { row, until: now + life })
      return row
    })
  }
}

type Row = AccountCredentials | undefined
const life = 2 * second
