import { formatMoney, ServiceError } from '../../../core/index.ts'
import { Properties } from '../../../protocols/centralnic/index.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'

/**
 * Reference section 3.3. AMOUNT is the balance, below zero for what a post-paid account owes; CREDIT how far below zero
 * it may fall, 0.00 where nobody set a limit (no number of this wire says "without limit"); VAT a rate in percent. There
 * is no warning threshold: it is 0.00.
 */
export const statusAccount: Command = {
  name: 'StatusAccount',
  parameters: [{ name: 'registrar' }],
  async run({ reader }, { caller, parameters }) {
    // Another account's name and one that nobody has get the same answer.
    if ((parameters.text('registrar') ?? caller.login) !== caller.login) throw new CommandError(545, 'REGISTRAR')
    const account = await reader.accounts.byId(caller.accountId)
    if (account === undefined) throw new ServiceError('unauthenticated', 'the account does not exist any more')
    return new Properties()
      .add('amount', formatMoney(account.balance))
      .add('credit', formatMoney(account.creditLimit ?? 0))
      .add('credit threshold', formatMoney(0))
      .add('currency', account.currency)
      .add('registrar', account.login)
      .add('vat', formatMoney(account.vatRate))
  },
}
