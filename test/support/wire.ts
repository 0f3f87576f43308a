import assert from 'node:assert/strict'
import { encodeRequest } from '../../src/protocols/centralnic/index.ts'
import type { CallParameters, TestAccount, TestApp } from './test-app.ts'

export type Layout = NonNullable<Parameters<typeof encodeRequest>[1]>

/** An answer as it stood on the wire. */
export interface WireAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
  readonly code: number
  readonly description: string
}

/** The body of a call in one of the layouts. */
export function body(command: string, parameters: CallParameters, auth: TestAccount, layout: Layout = 'block'): string {
  return encodeRequest({ auth, command, parameters }, layout)
}

export async function post(
  app: TestApp,
  form: string | Uint8Array<ArrayBuffer>,
  path = '/api/call',
): Promise<WireAnswer> {
  return await answerOf(await fetch(`${app.url}${path}`, { method: 'POST', body: form }))
}

export async function get(app: TestApp, query: string, path = '/api/call.cgi'): Promise<WireAnswer> {
  return await answerOf(await fetch(`${app.url}${path}?${query}`))
}

async function answerOf(response: Response): Promise<WireAnswer> {
  const text = await response.text()
  const [, code = '0', description = ''] = /^code = (\d{3})\ndescription = (.*)$/m.exec(text) ?? []
  const contentType = response.headers.get('content-type') ?? ''
  return { status: response.status, contentType, text, code: Number(code), description }
}

/** The form that every known client reads (reference section 1.5); returns what is wrong with it. */
export function malformed({ status, contentType, text }: WireAnswer): string | undefined {
  if (status !== 200) return `HTTP ${status}`
  if (contentType !== 'text/plain; charset=utf-8') return contentType
  if (!text.startsWith('[RESPONSE]\ncode = ')) return 'it does not begin with [RESPONSE] and the code'
  if (!text.endsWith('\nEOF\n')) return 'it does not end with EOF'
  const lines = text.slice(0, -1).split('\n')
  const wrong = lines.slice(1, -1).find((line) => !lineForm.test(line))
  if (wrong !== undefined) return `the line ${JSON.stringify(wrong)}`
  return unorderedIndex(lines)
}

// oxlint-disable-next-line no-control-regex -- control characters are what must not be there
const lineForm = /^(code|description|runtime|queuetime|property\[[a-z0-9 _-]+\]\[\d+\]) = [^\u0000-\u001f\u007f{}]*$/

/** JAVA inserts at the printed index: they are dense and ascending. */
function unorderedIndex(lines: readonly string[]): string | undefined {
  const next = new Map<string, number>()
  for (const line of lines) {
    const [, name, index] = /^property\[([^\]]+)\]\[(\d+)\]/.exec(line) ?? []
    if (name === undefined) continue
    if (Number(index) !== (next.get(name) ?? 0)) return `${name} has the index ${index} out of turn`
    next.set(name, Number(index) + 1)
  }
  return undefined
}

/** The code, and behind the description's first `; ` the field: `541 Invalid attribute value; DOMAIN1: …`. */
export function assertRefused(what: string, answer: WireAnswer, code: number, field: string): void {
  assert.equal(malformed(answer), undefined, what)
  assert.equal(answer.code, code, `${what}: ${answer.description}`)
  const [, named = ''] = /^[^;]*; (.*)$/.exec(answer.description) ?? []
  const names = named === field || [':', ' '].some((end) => named.startsWith(`${field}${end}`))
  assert.ok(names, `${what}: ${answer.description}`)
}

/** The answer without the two times, which differ from call to call. */
export function withoutTimes(text: string): string {
  return text.replace(/^(runtime|queuetime) = .*\n/gm, '')
}
