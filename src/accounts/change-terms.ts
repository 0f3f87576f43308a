import { ServiceError } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import type { AccountTerms } from './bootstrap.ts'

/** Amounts are not converted: a currency can change only as long as nothing was billed in the old one. */
export async function changeTerms(storage: Storage, login: string, terms: Partial<AccountTerms>): Promise<void> {
  await storage.transaction(async (tx) => {
    const account = await tx.accounts.byLogin(login)
    if (account === undefined) throw new ServiceError('notFound', `There is no account "${login}".`, { field: 'login' })
    if (terms.currency !== undefined && terms.currency !== account.currency) {
      const [billed] = await tx.ledger.ofAccount(account.id, 0, 1)
      if (billed !== undefined) {
        throw new ServiceError('inUse', `The account "${login}" was billed in ${account.currency} already.`, {
          field: 'currency',
        })
      }
    }
    await tx.accounts.setTerms(account.id, terms)
  })
}
