/** Settings with which the platform does not start. The message is one sentence that names the variable, and no secret. */
export class ConfigError extends Error {
  readonly variable: string

  constructor(variable: string, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'ConfigError'
    this.variable = variable
  }
}
