import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import type { Lab, LabRecordType } from './index.ts'

/**
 * The laboratory by hand: what an owner of names does in a panel, done with curl. `PUT` or `DELETE` of
 * `/dns/<name>/<type>` (one value a line) and of `/web/<host>/<path>`; `GET /mail` prints what came, newest last.
 */
export async function startLabControl(lab: Lab, listen: { readonly host: string; readonly port: number }) {
  const server = createServer((request, response) => {
    answer(lab, request).then(
      ([status, body]) => response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body),
      (error: unknown) => response.writeHead(500).end(`${String(error)}\n`),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen.port, listen.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Answer = readonly [status: number, body: string]

async function answer(lab: Lab, request: IncomingMessage): Promise<Answer> {
  const [, kind, name = '', ...rest] = decodeURI(request.url ?? '/').split('/')
  const { method } = request
  if (kind === 'mail' && method === 'GET') return [200, mails(lab)]
  if (name === '' || (method !== 'PUT' && method !== 'DELETE')) return [404, help]
  const body = method === 'PUT' ? await textOf(request) : ''
  if (kind === 'dns') return setRecord(lab, name, rest[0] ?? '', method === 'PUT' ? linesOf(body) : undefined)
  if (kind === 'web') return setFile(lab, name, `/${rest.join('/')}`, method === 'PUT' ? body : undefined)
  return [404, help]
}

function setRecord({ dns }: Lab, name: string, given: string, values: readonly string[] | undefined): Answer {
  const type = recordTypes.find((known) => known === given.toUpperCase())
  if (type === undefined) return [400, `a record type is one of ${recordTypes.join(', ')}\n`]
  if (values === undefined) dns.zone.delete(name, type)
  else dns.zone.set(name, type, values)
  return [
    200,
    values === undefined ? `${name}. has no ${type}\n` : values.map((one) => `${name}. ${type} ${one}\n`).join(''),
  ]
}

function setFile(lab: Lab, host: string, path: string, body: string | undefined): Answer {
  if (body === undefined) lab.web.remove(host, path)
  else lab.web.put(host, path, body)
  lab.host(host)
  return [
    200,
    body === undefined ? `${host} has no ${path}\n` : `http://${host}${path} and https: ${body.length} bytes\n`,
  ]
}

/** With plain line ends, for shells. */
function mails({ mail }: Lab): string {
  const all = mail.messages.map(({ to, subject, text }) => `To: ${to.join(', ')}\nSubject: ${subject}\n\n${text}`)
  return all.join('\n---\n').replaceAll('\r\n', '\n')
}

const recordTypes: readonly LabRecordType[] = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'TXT']
const linesOf = (body: string): readonly string[] => body.split(/\r?\n/).filter((line) => line !== '')
const help = 'PUT or DELETE /dns/<name>/<type>, PUT or DELETE /web/<host>/<path>, GET /mail\n'
