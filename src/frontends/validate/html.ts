/** Text that is HTML already: made by the `html` tag alone, or by `rawHtml` from a constant of ours. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A template whose values are escaped, unless they are HTML. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return new Html(
    strings.map((part, index) => part + (index < values.length ? textOf(values[index] ?? '') : '')).join(''),
  )
}

/** For constants of ours only. */
export function rawHtml(text: string): Html {
  return new Html(text)
}

function textOf(value: string | number | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] ?? '')
  return typeof value === 'number' ? String(value) : value.map(({ text }) => text).join('\n')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
