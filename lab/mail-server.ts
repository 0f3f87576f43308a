import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { readMail } from './mail-message.ts'

export interface ReceivedMail {
  /** Of the envelope. */
  readonly sender: string
  readonly to: readonly string[]
  /** Of the headers. */
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: ReadonlyMap<string, string>
  readonly raw: string
}

export interface LabMailServer {
  readonly address: string
  readonly port: number
  /** For `RESEAL_SMTP_URL`. */
  readonly url: string
  /** All that came, in the order in which it came. */
  readonly messages: readonly ReceivedMail[]
  /** The first mail, already here or still coming, to which this applies; rejects after `timeoutMs`. */
  waitFor(matches: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>
  /** Answers this to the recipient's command from now on (such as 450 or 550); null accepts again. */
  refuse(code: number | null): void
  reset(): void
  close(): Promise<void>
}

/** Everybody's mailbox: takes every mail without login or TLS, and keeps it. */
export async function startMailServer({ address = '127.0.0.1' } = {}): Promise<LabMailServer> {
  const messages: ReceivedMail[] = []
  const arrivals = new EventEmitter().setMaxListeners(0)
  let refusal: number | null = null

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo(_recipient, _session, callback) {
      if (refusal === null) return callback()
      callback(Object.assign(new Error('The laboratory refuses.'), { responseCode: refusal }))
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        messages.push({ sender, to: envelope.rcptTo.map((one) => one.address), raw, ...readMail(raw) })
        callback()
        arrivals.emit('mail')
      })
    },
  })
  server.on('error', () => undefined)
  const listening = server.listen(0, address)
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo

  return {
    address,
    port,
    url: `smtp://${address}:${port}`,
    messages,
    async waitFor(matches, timeoutMs = 5_000) {
      const signal = AbortSignal.timeout(timeoutMs)
      for (;;) {
        const mail = messages.find(matches)
        if (mail !== undefined) return mail
        try {
          await once(arrivals, 'mail', { signal })
        } catch {
          throw new Error(`no such mail within ${timeoutMs} ms; ${messages.length} others came`)
        }
      }
    },
    refuse(code) {
      refusal = code
    },
    reset() {
      messages.length = 0
      refusal = null
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
