/** `passphrase`: another one was used. `damaged`: bytes changed, or sealed for another purpose. */
export type SecretsErrorCode = 'passphrase' | 'damaged'

/** A fault of the installation, never of a customer; the message is written for the operator and holds no secret. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError'
  readonly code: SecretsErrorCode

  constructor(code: SecretsErrorCode) {
    super(messages[code])
    this.code = code
  }
}

const messages: Record<SecretsErrorCode, string> = {
  passphrase:
    'The passphrase is not the one that this data was encrypted with: set RESEAL_CA_PASSPHRASE, or restore the passphrase file, of the installation that made the database.',
  damaged: 'A sealed value is damaged, or was sealed for another purpose.',
}
