/** Structured log lines. Fields never carry secrets, keys, CSR bodies or query strings. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
