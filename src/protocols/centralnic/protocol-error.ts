/** What was wrong with the form of a message: its syntax, a contradiction in it, or its size. */
export type ProtocolErrorKind = 'malformed' | 'duplicate' | 'tooLarge'

/**
 * The only thing the decoders throw. The message says where the fault is (a field's name, or its position where the
 * name itself cannot be read) and never repeats a value: values may be passwords, sessions or keys.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly kind: ProtocolErrorKind
  /** Upper-case name of the field at fault, where it has a readable one. */
  readonly field: string | undefined

  constructor(kind: ProtocolErrorKind, message: string, field?: string) {
    super(message)
    this.kind = kind
    this.field = field
  }
}
