import { inspect } from 'node:util'

/**
 * A value that must not be printed: it shows as `[secret]` in strings, JSON, logs and the debugger's console.
 * `reveal` is the only way to it, so that each use can be found.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
    Object.freeze(this)
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return placeholder
  }

  toJSON(): string {
    return placeholder
  }

  [inspect.custom](): string {
    return placeholder
  }
}

const placeholder = '[secret]'
