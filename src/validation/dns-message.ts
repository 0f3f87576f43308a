import { type Answer, type CaaData, type DecodedPacket, DNSSEC_OK, decode, encode, RECURSION_DESIRED } from 'dns-packet'
import { randomBytesOf } from '../core/index.ts'

/** What each type of record is read as. */
export interface RecordData {
  A: string
  AAAA: string
  CNAME: string
  /** The character-strings of one record, joined (the usual reading, RFC 7208 section 3.3). */
  TXT: string
  CAA: CaaFields
}

export interface CaaFields {
  readonly flags: number
  readonly tag: string
  readonly value: string
}

export type QueryType = keyof RecordData

export interface DnsQuestion {
  readonly id: number
  readonly name: string
  readonly type: QueryType
  readonly bytes: Buffer
}

/** dns-packet decodes the RCODE and names a record's type, but its types leave the first out. */
type Packet = DecodedPacket & { readonly rcode?: string; readonly opcode?: string }

export interface DnsReply {
  readonly rcode: string
  readonly truncated: boolean
  /** The AD bit: the resolver says that it validated the answer (RFC 4035 3.2.3). */
  readonly authenticated: boolean
  readonly answers: readonly Answer[]
}

/** A name that can be asked for: labels of 1 to 63 octets, 253 in all, no characters that dns-packet would misplace. */
export function isAskable(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(name)
}

/**
 * A question with a random id, EDNS and the DO bit (RFC 6891, RFC 3225), so that the answer's AD bit means something.
 * 1,232 octets is the size that is not fragmented anywhere (DNS flag day 2020).
 */
export function makeQuestion(name: string, type: QueryType): DnsQuestion {
  const id = randomBytesOf(2).readUInt16BE(0)
  const opt: Answer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1_232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: DNSSEC_OK,
    flag_do: true,
    options: [],
  }
  const bytes = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name, type, class: 'IN' }],
    additionals: [opt],
  })
  return { id, name, type, bytes }
}

/**
 * The reply to this question, or null for anything else that arrives: other ids and questions are what a blind
 * spoofer sends (RFC 5452 section 9), and are not even an error.
 */
export function readReply(bytes: Buffer, question: DnsQuestion): DnsReply | null {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== question.id) return null
  let packet: Packet
  try {
    packet = decode(bytes)
  } catch {
    return null
  }
  const asked = packet.questions?.[0]
  if (packet.type !== 'response' || packet.opcode !== 'QUERY' || packet.questions?.length !== 1) return null
  if (asked?.type !== question.type || asked.class !== 'IN' || !sameName(asked.name, question.name)) return null
  const extended = packet.additionals?.find((record) => record.type === 'OPT')?.extendedRcode ?? 0
  return {
    rcode: extended === 0 ? (packet.rcode ?? 'NOERROR') : `RCODE_${extended * 16} or higher`,
    truncated: packet.flag_tc,
    authenticated: packet.flag_ad,
    answers: packet.answers ?? [],
  }
}

export interface RecordSet<T> {
  /** The name at the end of the CNAME chain. */
  readonly owner: string
  readonly values: readonly T[]
  /** Seconds; the smallest of the records and of the CNAMEs that led to them. */
  readonly ttl: number
}

/**
 * The records of the asked name, through the CNAME chain as the resolver returned it; whatever else stands in the
 * answer section does not count.
 */
export function recordsFor<T extends QueryType>(
  answers: readonly Answer[],
  name: string,
  type: T,
): RecordSet<RecordData[T]> {
  const end: ChainEnd = { owner: name, ttl: Number.POSITIVE_INFINITY }
  const { owner, ttl: chainTtl } = type === 'CNAME' ? end : followAliases(answers, end)
  let ttl = chainTtl
  const values: RecordData[T][] = []
  for (const record of answers) {
    if (record.type !== type || !inClass(record) || !sameName(record.name, owner)) continue
    ttl = Math.min(ttl, ttlOf(record))
    values.push(dataOf(record) as RecordData[T])
  }
  return { owner, values, ttl: Number.isFinite(ttl) ? ttl : 0 }
}

interface ChainEnd {
  readonly owner: string
  readonly ttl: number
}

/** To the end of the chain; a loop ends where it began. */
function followAliases(answers: readonly Answer[], start: ChainEnd): ChainEnd {
  let { owner, ttl } = start
  const seen = new Set<string>()
  while (!seen.has(canonical(owner))) {
    seen.add(canonical(owner))
    const here = owner
    const alias = answers.find((record) => record.type === 'CNAME' && inClass(record) && sameName(record.name, here))
    if (alias?.type !== 'CNAME') break
    ttl = Math.min(ttl, ttlOf(alias))
    owner = alias.data
  }
  return { owner, ttl }
}

/** DNS names are equal without regard to case and to the dot at the end (RFC 4343). */
export function sameName(left: string, right: string): boolean {
  return canonical(left) === canonical(right)
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function dataOf(record: Answer): RecordData[QueryType] {
  switch (record.type) {
    case 'TXT': {
      const strings = Array.isArray(record.data) ? record.data : [record.data]
      return Buffer.concat(strings.map((part) => Buffer.from(part))).toString('utf8')
    }
    case 'CAA': {
      const { flags = 0, tag, value }: CaaData = record.data
      return { flags, tag, value }
    }
    case 'A':
    case 'AAAA':
    case 'CNAME':
      return record.data
    default:
      throw new Error(`a ${record.type} record was never asked for`)
  }
}

function inClass(record: Answer): boolean {
  return 'class' in record && record.class === 'IN'
}

/** A TTL with its highest bit set counts as zero (RFC 2181 section 8). */
function ttlOf(record: Answer): number {
  const ttl = 'ttl' in record ? (record.ttl ?? 0) : 0
  return ttl > 0x7fff_ffff ? 0 : ttl
}
