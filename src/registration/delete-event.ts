import { type Caller, ServiceError } from '../core/index.ts'
import type { RegistrationContext } from './context.ts'

/** Puts an event into the account's history. Throws notFound, also for one that was deleted before. */
export async function deleteEvent(
  { storage, clock }: RegistrationContext,
  caller: Caller,
  request: { readonly eventId: number },
): Promise<void> {
  const deleted = await storage.transaction((tx) => tx.events.delete(caller.accountId, request.eventId, clock.now()))
  if (!deleted) throw new ServiceError('notFound', 'no such event', { field: 'event' })
}
