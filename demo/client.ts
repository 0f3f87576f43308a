import { setTimeout as sleep } from 'node:timers/promises'

/** What a command answered: the code, its text, and the properties, each a list. */
export interface Answer {
  readonly code: number
  readonly description: string
  first(property: string): string
  all(property: string): readonly string[]
}

export type Parameters = Readonly<Record<string, string | readonly string[]>>

/** A customer of the CentralNic command API, as their own client libraries speak it. */
export interface Client {
  /** Throws when the answer's code is not 200. */
  call(command: string, parameters?: Parameters): Promise<Answer>
  /** For those who want to see the refusal. */
  tryCall(command: string, parameters?: Parameters): Promise<Answer>
}

export function createClient(url: string, login: string, password: string): Client {
  async function tryCall(command: string, parameters: Parameters = {}): Promise<Answer> {
    const body = new URLSearchParams({ s_login: login, s_pw: password, s_command: commandBlock(command, parameters) })
    const response = await fetch(`${url}/api/call`, { method: 'POST', body })
    if (response.status !== 200) throw new Error(`${command}: HTTP ${response.status}`)
    return readAnswer(await response.text())
  }
  return {
    tryCall,
    async call(command, parameters) {
      const answer = await tryCall(command, parameters)
      if (answer.code !== 200) throw new Error(`${command}: ${answer.code} ${answer.description}`)
      return answer
    },
  }
}

/** Asks again until there is a value, or fails when the time is over. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const value = await ask()
    if (value !== undefined) return value
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(150)
  }
}

/** `KEY=value` lines; a list becomes KEY0, KEY1 …, a text of several lines (a CSR) as well. */
function commandBlock(command: string, parameters: Parameters): string {
  const lines = Object.entries(parameters).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? value.trimEnd().split('\n') : value
    return typeof value === 'string' && values.length === 1
      ? [`${name.toUpperCase()}=${value}`]
      : values.map((one, index) => `${name.toUpperCase()}${index}=${one}`)
  })
  return [`COMMAND=${command}`, ...lines].join('\n')
}

function readAnswer(text: string): Answer {
  const properties = new Map<string, string[]>()
  const head = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(.+?) = ?(.*)$/.exec(line) ?? []
    if (name === undefined) continue
    const property = /^property\[(.+)\]\[\d+\]$/.exec(name)?.[1]
    if (property === undefined) head.set(name, value)
    else properties.set(property, [...(properties.get(property) ?? []), value])
  }
  const all = (property: string) => properties.get(property) ?? []
  return {
    code: Number(head.get('code')),
    description: head.get('description') ?? '',
    all,
    first: (property) => all(property)[0] ?? '',
  }
}
