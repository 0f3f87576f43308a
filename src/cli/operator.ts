import type { Accounts } from '../accounts/index.ts'
import type { Queue } from '../core/index.ts'
import type { Registration } from '../registration/index.ts'
import type { Storage, Transaction } from '../storage/index.ts'

/** What operators' commands work with: the platform without listener and workers. */
export interface Operator {
  readonly storage: Pick<Storage, 'reader'>
  readonly registration: Pick<Registration, 'verifyContact' | 'blockKey'>
  readonly accounts: Pick<Accounts, 'create' | 'setTerms'>
  readonly queue: Pick<Queue<Transaction>, 'dead' | 'revive'>
}

/** How a command runs: it opens the platform only after its arguments were read, and prints with `print`. */
export interface Terminal {
  open(work: (operator: Operator) => Promise<void>): Promise<void>
  print(line: string): void
}

/** A command that cannot do what it was asked, in one sentence. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OperatorError'
  }
}

/** Columns for people: `name   value`. */
export function printTable(terminal: Terminal, rows: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  for (const [name, value] of rows) terminal.print(`${name.padEnd(width)}${printable(value)}`)
}

/** What customers wrote must not move an operator's cursor. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?')
}
