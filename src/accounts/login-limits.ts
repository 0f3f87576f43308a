import { type Clock, second, ServiceError } from '../core/index.ts'
import { TokenBuckets } from './token-buckets.ts'

/**
 * How many failed logins there may be: per login 10 at once and then 10 a minute, per client address 60 at once and
 * then one a second. A token is taken before the work and given back on success, so many tries at the same moment
 * count as many. Kept in memory, per node.
 */
export class LoginLimits {
  readonly #byLogin: TokenBuckets
  readonly #byAddress: TokenBuckets

  constructor(clock: Clock) {
    this.#byLogin = new TokenBuckets({ clock, burst: 10, refill: 6 * second })
    this.#byAddress = new TokenBuckets({ clock, burst: 60, refill: second })
  }

  /** Throws `rateLimited` without taking anything. `login` is undefined for an API key, which names none. */
  check(login: string | undefined, address: string): void {
    const wait = Math.max(login === undefined ? 0 : this.#byLogin.wait(login), this.#byAddress.wait(networkOf(address)))
    if (wait === 0) return
    throw new ServiceError('rateLimited', 'Too many failed logins.', { retryAfter: Math.ceil(wait / second) })
  }

  take(login: string | undefined, address: string): void {
    this.check(login, address)
    if (login !== undefined) this.#byLogin.take(login)
    this.#byAddress.take(networkOf(address))
  }

  giveBack(login: string | undefined, address: string): void {
    if (login !== undefined) this.#byLogin.giveBack(login)
    this.#byAddress.giveBack(networkOf(address))
  }
}

/** One customer has at least a /64 of IPv6: all of it counts as one address. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}
