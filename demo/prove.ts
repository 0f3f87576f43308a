import type { Lab } from '../lab/index.ts'
import { approve } from './approve.ts'
import { approver, type PlacedOrder } from './orders.ts'

/** Does in the laboratory what the owner of the names would do, from the order's answer alone. Says what it did. */
export async function prove(lab: Lab, order: PlacedOrder): Promise<string> {
  const { answer, plan } = order
  switch (plan.method) {
    case 'dns-txt':
    case 'dns-cname':
      return publishRecords(lab, answer.all('dns rr'), answer.all('dcv domain'))
    case 'http':
    case 'https':
      return publishFile(lab, new URL(answer.first('file name')), answer.all('file contents'))
    case 'email':
      return await approve(lab, approver(plan))
  }
}

/** `@ 3600 IN TXT <token>` at the domain of the same row, or `_<token>.<name>. IN CNAME <target>.` */
function publishRecords(lab: Lab, records: readonly string[], domains: readonly string[]): string {
  records.forEach((record, row) => {
    const words = record.split(' ')
    const [owner = '', value = ''] = [words[0], words.at(-1)]
    const isText = words.includes('TXT')
    const name = owner === '@' ? (domains[row] ?? '') : owner.replace(/\.$/, '')
    lab.dns.zone.set(name, isText ? 'TXT' : 'CNAME', [value])
  })
  return `published ${(records[0] ?? '').replace(/[0-9a-z]{24,}/g, shortened)}`
}

function publishFile(lab: Lab, url: URL, lines: readonly string[]): string {
  lab.host(url.hostname)
  lab.web.put(url.hostname, url.pathname, `${lines.join('\n')}\n`)
  return `published ${url.href.replace(/[0-9A-F]{24,}/, shortened)}`
}

const shortened = (text: string): string => `${text.slice(0, 8)}…`
