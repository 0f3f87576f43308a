export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Stable for one mail: a second delivery of the same job carries the same Message-ID. */
  readonly messageId: string
}

/** Sends one mail or throws; called from jobs only, which retry. */
export interface Mailer {
  send(mail: Mail): Promise<void>
  close(): Promise<void>
}
