import { ServiceError } from '../core/index.ts'
import type { Storage } from '../storage/index.ts'
import type { HashQueue } from './hash-queue.ts'

/** Everybody who knew the old password is out: its sessions end in the same transaction. */
export async function changePassword(
  { storage, hashes }: { readonly storage: Storage; readonly hashes: HashQueue },
  login: string,
  password: string,
): Promise<void> {
  if (password.length < 8 || password.length > 256 || /\p{Cc}/u.test(password)) {
    throw new ServiceError('malformed', 'A password has 8 to 256 characters, none of them a control character.', {
      field: 'password',
    })
  }
  const account = await storage.reader.accounts.byLogin(login)
  if (account === undefined) throw new ServiceError('notFound', 'There is no such account.', { field: 'login' })
  const passwordHash = await hashes.hash(password)
  await storage.transaction(async (tx) => {
    await tx.accounts.setPassword(account.id, passwordHash)
    await tx.sessions.deleteOfAccount(account.id)
  })
}
