import { readdirSync, readFileSync } from 'node:fs'

/** One request of the manual's section 9.1 and the answer printed below it. */
export interface PrintedExample {
  /** `9.1.26`, with `b` for the second of two. */
  readonly name: string
  /** The request as printed, from `[COMMAND]` on, without `[...]`. */
  readonly request: string
  /** Its parameters, COMMAND among them, names in upper case. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  /** The answer as printed, without `[...]`; null where none is printed. */
  readonly response: string | null
  /** Whether the manual left lines out of the answer. */
  readonly abridged: boolean
}

export function printedExamples(): PrintedExample[] {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))
  return files.toSorted().flatMap((file) => parseExamples(file, readFileSync(new URL(file, folder), 'utf8')))
}

function parseExamples(file: string, text: string): PrintedExample[] {
  const section = file.replace('.txt', '').replace(/\.0(\d)$/, '.$1')
  const [, ...blocks] = text.split(/^(?=\[COMMAND\]$)/m)
  return blocks.map((block, index) => {
    const [request = '', response] = block.split(/^(?=\[RESPONSE\]$)/m)
    return {
      name: index === 0 ? section : `${section}b`,
      request: withoutGaps(request),
      parameters: parametersOf(request),
      response: response === undefined ? null : withoutGaps(response),
      abridged: response?.includes('[...]') === true,
    }
  })
}

function withoutGaps(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '' && line !== '[...]')
    .join('\n')
}

function parametersOf(request: string): [string, string][] {
  return request.split('\n').flatMap((line): [string, string][] => {
    const [name = '', ...rest] = line.split('=')
    return rest.length === 0 ? [] : [[name.trim().toUpperCase(), rest.join('=').trim()]]
  })
}
