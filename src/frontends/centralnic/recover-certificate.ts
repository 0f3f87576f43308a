import { type Caller, ServiceError } from '../../core/index.ts'
import type { Properties } from '../../protocols/centralnic/index.ts'
import { addQuote, certificateProperties } from './certificate-properties.ts'
import type { CentralnicContext } from './command.ts'

/** The answer of an Add or Reissue whose process died before it was kept: what is stored, with what was billed for it. */
export async function recoverCertificate(
  { reader, chains }: CentralnicContext,
  caller: Caller,
  certificateId: number,
): Promise<Properties> {
  const found = await reader.certificates.withOrder(caller.accountId, certificateId)
  if (found === undefined) throw new ServiceError('serverInternal', 'a certificate row vanished')
  const challenges = await reader.challenges.ofCertificate(certificateId)
  const charges = (await reader.ledger.ofOrder(found.order.id)).filter(
    (entry) => entry.certificateId === certificateId && entry.kind === 'charge',
  )
  const sum = (amount: 'net' | 'vat') => charges.reduce((total, entry) => total + entry[amount], 0)
  const quote = { lines: charges, net: sum('net'), vat: sum('vat') }
  return addQuote(await certificateProperties(chains, { ...found, challenges }), found.order.class, quote)
}

/** For commands that answer without properties: having been done is all there is to say. */
export const nothingToPrint = async (): Promise<undefined> => undefined
