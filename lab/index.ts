import { type LabDnsServer, startDnsServer } from './dns-server.ts'
import { type LabMailServer, startMailServer } from './mail-server.ts'
import { type LabWebServer, startWebServer } from './web-server.ts'

export type { DnsBehaviour, DnsQuery, DnsZone, LabDnsServer, LabRecordType, LabRecordValue } from './dns-server.ts'
export { startDnsServer } from './dns-server.ts'
export type { LabMailServer, ReceivedMail } from './mail-server.ts'
export { startMailServer } from './mail-server.ts'
export type { LabWebServer, WebHandler, WebRequest } from './web-server.ts'
export { startWebServer } from './web-server.ts'

/** A laboratory internet on loopback: a resolver, a web server for every name, and everybody's mailbox. */
export interface Lab {
  readonly dns: LabDnsServer
  readonly web: LabWebServer
  readonly mail: LabMailServer
  /** The settings with which the platform uses this laboratory (PRODUCT.md, "How it runs"). */
  readonly environment: Readonly<Record<string, string>>
  /** Points a name (or several) at the laboratory's web server. */
  host(...names: readonly string[]): void
  close(): Promise<void>
}

/** Starts all three servers on free ports of 127.0.0.1. */
export async function startLab(): Promise<Lab> {
  const [dns, web, mail] = await Promise.all([startDnsServer(), startWebServer(), startMailServer()])
  return {
    dns,
    web,
    mail,
    environment: {
      RESEAL_DNS_SERVERS: `${dns.address}:${dns.port}`,
      RESEAL_DCV_HTTP_PORT: String(web.httpPort),
      RESEAL_DCV_HTTPS_PORT: String(web.httpsPort),
      RESEAL_DCV_ALLOW_PRIVATE: '1',
      RESEAL_SMTP_URL: mail.url,
    },
    host(...names) {
      for (const name of names) dns.zone.set(name, 'A', [web.address])
    },
    close: async () => {
      await Promise.all([dns.close(), web.close(), mail.close()])
    },
  }
}
