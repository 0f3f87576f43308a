import type { Command } from 'commander'
import type { AccountTerms } from '../accounts/index.ts'
import { type BasisPoints, formatMoney, randomBytesOf, randomToken } from '../core/index.ts'
import { OperatorError, printTable, type Terminal } from './operator.ts'
import { parseCurrency, parseLimit, parseLogin, parsePercent } from './parse.ts'

export function addAccountCommands(program: Command, terminal: Terminal): void {
  const account = program.command('account').description('who logs in, and on which terms')

  withTerms(account.command('add'))
    .description('make an account with random secrets, and print them this once')
    .argument('<login>', 'letters, digits and . _ @ -', parseLogin)
    .action((login: string, options: TermOptions) =>
      terminal.open(async ({ accounts }) => {
        // 165 and 256 random bits, as the first start makes them.
        const password = randomToken()
        const apiKey = randomBytesOf(32).toString('hex')
        await accounts.create({ login, password, apiKey, terms: termsOf(options) })
        terminal.print(`Made the account "${login}". Its secrets are shown this once:`)
        printTable(terminal, [
          ['password', password],
          ['API key', apiKey],
        ])
      }),
    )

  withTerms(account.command('set'))
    .description('change the terms of an account')
    .argument('<login>')
    .action((login: string, options: TermOptions, command: Command) => {
      const terms = termsOf(options)
      if (Object.keys(terms).length === 0) command.error('error: at least one of the options is expected')
      return terminal.open(async ({ accounts, storage }) => {
        await accounts.setTerms(login, terms)
        const changed = await storage.reader.accounts.byLogin(login)
        if (changed === undefined) throw new OperatorError(`There is no account "${login}".`)
        const { currency, vatRate, creditLimit } = changed
        const limit = creditLimit === null ? 'none' : formatMoney(creditLimit)
        terminal.print(`"${login}": currency ${currency}, VAT ${vatRate / 100} %, credit limit ${limit}.`)
      })
    })
}

interface TermOptions {
  readonly creditLimit?: ReturnType<typeof parseLimit>
  readonly vat?: BasisPoints
  readonly currency?: string
}

function termsOf({ creditLimit, vat, currency }: TermOptions): Partial<AccountTerms> {
  return {
    ...(creditLimit === undefined ? {} : { creditLimit: creditLimit.limit }),
    ...(vat === undefined ? {} : { vatRate: vat }),
    ...(currency === undefined ? {} : { currency }),
  }
}

function withTerms(command: Command): Command {
  return command
    .option('--credit-limit <amount>', 'how far the balance may fall below zero, such as 500.00, or none', parseLimit)
    .option('--vat <percent>', 'value added tax, such as 16 or 7.7', parsePercent)
    .option('--currency <code>', 'ISO 4217; only as long as nothing was billed', parseCurrency)
}
