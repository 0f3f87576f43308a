/** What a certificate is meant to run on. Kept with the order and printed again; it changes nothing in a certificate. */
export interface ServerType {
  /** As on the wire; `exchange.*2007` is a literal value, dot and star included (seed 004 section 9.2). */
  readonly id: string
  readonly name: string
}

/** Seed 004 section 9.2.1; `novellichain` as reference row 6 reads the three spellings. */
const digicert: readonly ServerType[] = [
  { id: 'apache', name: 'Apache' },
  { id: 'barracuda', name: 'Barracuda' },
  { id: 'weblogic', name: 'BEA Weblogic 8 & 9' },
  { id: 'cisco', name: 'Cisco' },
  { id: 'citrix', name: 'Citrix (Other)' },
  { id: 'cpanel', name: 'cPanel' },
  { id: 'f5', name: 'F5 FirePass' },
  { id: 'ibm', name: 'IBM HTTP Server' },
  { id: 'java', name: 'Java Web Server (Javasoftware / Sun)' },
  { id: 'lighttpd', name: 'Lighttpd' },
  { id: 'lotus', name: 'Lotus Domino' },
  { id: 'macos', name: 'Mac OS X Server' },
  { id: 'exchange.*2007', name: 'Microsoft Exchange Server 2007' },
  { id: 'exchange.*2010', name: 'Microsoft Exchange Server 2010' },
  { id: 'exchange.*2013', name: 'Microsoft Exchange Server 2013' },
  { id: 'exchange.*2016', name: 'Microsoft Exchange Server 2016' },
  { id: 'forefront', name: 'Microsoft Forefront Unified Access Gateway' },
  { id: 'iis56', name: 'Microsoft IIS 5 or 6' },
  { id: 'iis7', name: 'Microsoft IIS 7' },
  { id: 'iis8', name: 'Microsoft IIS 8' },
  { id: 'iis10', name: 'Microsoft IIS 10' },
  { id: 'netscape', name: 'Netscape Enterprise Server' },
  { id: 'iplanet', name: 'Netscape iPlanet' },
  { id: 'nginx', name: 'nginx' },
  { id: 'novellichain', name: 'Novell iChain' },
  { id: 'novellnetware', name: 'Novell NetWare' },
  { id: 'oracle', name: 'Oracle' },
  { id: 'qmail', name: 'Qmail' },
  { id: 'sunone', name: 'SunOne' },
  { id: 'tomcat', name: 'Tomcat' },
  { id: 'webstar', name: 'WebStar' },
  { id: 'zeus', name: 'Zeus Web Server' },
  { id: 'other', name: 'Other' },
]

/** Seed 004 section 9.2.2. */
const sectigo: readonly ServerType[] = [
  { id: 'apache', name: 'Apache' },
  { id: 'cpanel', name: 'cPanel' },
  { id: 'java', name: 'Java Web Server (Javasoft / Sun)' },
  { id: 'iis56', name: 'Microsoft IIS 5 or 6' },
  { id: 'iis7', name: 'Microsoft IIS 7' },
  { id: 'nginx', name: 'nginx' },
  { id: 'oracle', name: 'Oracle' },
  { id: 'other', name: 'Other' },
]

export const serverTypes: Readonly<Record<'DigiCert' | 'Sectigo', readonly ServerType[]>> = {
  DigiCert: digicert,
  Sectigo: sectigo,
}

/** What an order has that names none: the examples of seed 004 section 9.1 print it. */
export const defaultServerType = 'apache'

/** Spellings of the manual that are not the canonical one (reference section 7, row 6). */
const misspelt: Readonly<Record<string, string>> = { novellicchain: 'novellichain', novellchain: 'novellichain' }

/** WEBSERVERTYPE of the SSL API 1.0 as its WHMCS module sends it; IIS became the one version that both CAs list. */
const legacy: Readonly<Record<string, string>> = { apachessl: 'apache', apachessleay: 'apache', iis: 'iis7' }

/**
 * A server type in any case and any known spelling, of either API generation; undefined when the CA has no such type.
 */
export function parseServerType(text: string, ca: 'DigiCert' | 'Sectigo'): string | undefined {
  const key = text.trim().toLowerCase()
  const id = ownValue(misspelt, key) ?? ownValue(legacy, key) ?? key
  return serverTypes[ca].find((type) => type.id === id)?.id
}

function ownValue(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
