import type { Answer } from 'dns-packet'

export type LabRecordType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'TXT'
/** A TXT record of several character-strings is a list; a CAA record is written as in a zone file: `0 issue "ca.test"`. */
export type LabRecordValue = string | readonly string[]

export interface DnsZone {
  /** Replaces the records of this name and type. */
  set(name: string, type: LabRecordType, values: readonly LabRecordValue[], options?: { readonly ttl?: number }): void
  add(name: string, type: LabRecordType, value: LabRecordValue, options?: { readonly ttl?: number }): void
  /** Removes the records of this type, or all of the name. */
  delete(name: string, type?: LabRecordType): void
  clear(): void
}

export interface DnsLookup {
  readonly answers: readonly Answer[]
  readonly exists: boolean
}

interface StoredRecord {
  readonly name: string
  readonly type: LabRecordType
  readonly ttl: number
  readonly value: LabRecordValue
}

/** The records of the laboratory's internet, and the look-up in them that a resolver would make. */
export function createZone(): DnsZone & { lookup(name: string, type: string): DnsLookup } {
  let records: StoredRecord[] = []
  const at = (name: string) => records.filter((record) => record.name === name.toLowerCase())

  const zone: ReturnType<typeof createZone> = {
    set(name, type, values, options) {
      zone.delete(name, type)
      for (const value of values) zone.add(name, type, value, options)
    },
    add(name, type, value, { ttl = 60 } = {}) {
      records.push({ name: name.toLowerCase(), type, ttl, value })
    },
    delete(name, type) {
      records = records.filter((record) => record.name !== name.toLowerCase() || (type && record.type !== type))
    },
    clear() {
      records = []
    },
    lookup(name, type) {
      const answers: Answer[] = []
      let owner = name
      // A resolver follows aliases and answers with the whole chain; 10 links are enough to show a loop.
      for (let i = 0; i < 10; i++) {
        const own = at(owner)
        const wanted = own.filter((record) => record.type === type)
        if (wanted.length > 0)
          return { answers: [...answers, ...wanted.map((one) => answerOf(owner, one))], exists: true }
        const alias = own.find((record) => record.type === 'CNAME')
        if (alias === undefined) break
        answers.push(answerOf(owner, alias))
        owner = String(alias.value).replace(/\.$/, '')
      }
      // A name with names below it exists, although it has no records (an empty non-terminal, RFC 8020).
      const exists = records.some(
        ({ name: one }) => one === owner.toLowerCase() || one.endsWith(`.${owner.toLowerCase()}`),
      )
      return { answers, exists }
    },
  }
  return zone
}

function answerOf(name: string, { type, ttl, value }: StoredRecord): Answer {
  const common = { name, ttl, class: 'IN' } as const
  const text = String(value)
  switch (type) {
    case 'TXT':
      // Fresh buffers: dns-packet writes into the list that it is given.
      return { ...common, type, data: stringsOf(value).map((part) => Buffer.from(part)) }
    case 'CAA':
      return { ...common, type, data: readCaa(text) }
    case 'MX': {
      const [preference = '10', exchange = '.'] = text.split(' ')
      return { ...common, type, data: { preference: Number(preference), exchange } }
    }
    default:
      return { ...common, type, data: text.replace(/\.$/, '') }
  }
}

/** A character-string holds 255 octets; longer texts are split, as zone editors do. */
function stringsOf(value: LabRecordValue): readonly string[] {
  if (typeof value !== 'string') return value
  return value.length <= 255 ? [value] : (value.match(/.{1,255}/gs) ?? [])
}

function readCaa(text: string): { flags: number; tag: 'issue'; value: string } {
  const [, flags, tag, quoted, bare] = /^(\d+) (\S+) (?:"(.*)"|(\S*))$/s.exec(text) ?? []
  if (flags === undefined) throw new Error(`not a CAA record: ${text}`)
  // dns-packet's type knows three tags; any text is one.
  return { flags: Number(flags), tag: tag as 'issue', value: quoted ?? bare ?? '' }
}
