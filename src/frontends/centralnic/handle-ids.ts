import type { HandleId } from '../../contacts/index.ts'
import { formatHandle, parseHandle } from '../../protocols/centralnic/index.ts'

/** `P-RSL1000000`: the letters are the vendor's form and mean nothing here (reference section 3.4). */
export function formatHandleId({ kind, number }: HandleId): string {
  return formatHandle({ kind, letters: 'RSL', number })
}

/** Undefined for what is no handle's id, or one of the other kind. */
export function parseHandleId(text: string, kind?: HandleId['kind']): HandleId | undefined {
  const parsed = parseHandle(text)
  if (parsed === undefined || (kind !== undefined && parsed.kind !== kind)) return undefined
  return { kind: parsed.kind, number: parsed.number }
}
