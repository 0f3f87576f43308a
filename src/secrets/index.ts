/**
 * What is kept encrypted or signed under the operator's passphrase: CA keys, customers' keys, webhook secrets. Knows
 * nothing of what it seals; says only whether it is what was sealed, for the purpose it was sealed for.
 */
export { SecretsError, type SecretsErrorCode } from './error.ts'
export { createSecrets, type Secrets, type SecretsOptions } from './secrets.ts'
