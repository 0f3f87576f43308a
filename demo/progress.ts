/** What is shown while the demo runs: headings, lines, and a block of lines that change in place. */
export interface Progress {
  heading(text: string): void
  line(text: string): void
  /** Shows one line a name until `end`. Without a terminal each change of state is a line of its own. */
  live(names: readonly string[]): LiveLines
}

export interface LiveLines {
  set(name: string, state: string, mark?: Mark): void
  end(): void
}

export type Mark = 'waiting' | 'good' | 'bad'

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const periodMs = 100

export function createProgress(output: NodeJS.WriteStream = process.stdout): Progress {
  const animated = output.isTTY && process.env['CI'] === undefined && process.env['TERM'] !== 'dumb'
  const colours = animated && process.env['NO_COLOR'] === undefined
  const paint = (code: number, text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text)
  const write = (text: string) => void output.write(`${text}\n`)

  return {
    heading: (text) => write(`\n${paint(1, text)}`),
    line: (text) => write(`  ${text}`),
    live: (names) => (animated ? inPlace(names) : asLines(names)),
  }

  function asLines(names: readonly string[]): LiveLines {
    const width = widthOf(names)
    const states = new Map<string, string>()
    return {
      set(name, state, mark = 'waiting') {
        if (states.get(name) === state) return
        states.set(name, state)
        write(`  ${sign(mark, 0)} ${name.padEnd(width)}  ${state}`)
      },
      end: () => undefined,
    }
  }

  function inPlace(names: readonly string[]): LiveLines {
    const width = widthOf(names)
    const states = new Map<string, { readonly state: string; readonly mark: Mark }>()
    let drawn = 0
    let turn = 0
    const draw = () => {
      turn += 1
      const up = drawn === 0 ? '' : `\x1b[${drawn}A`
      const lines = names.map((name) => {
        const { state, mark } = states.get(name) ?? { state: '', mark: 'waiting' }
        const room = Math.max(10, (output.columns ?? 100) - width - 7)
        return `\x1b[2K  ${sign(mark, turn)} ${name.padEnd(width)}  ${state.slice(0, room)}`
      })
      output.write(`${up}${lines.join('\n')}\n`)
      drawn = names.length
    }
    draw()
    const timer = setInterval(draw, periodMs)
    return {
      set: (name, state, mark = 'waiting') => void states.set(name, { state, mark }),
      end() {
        clearInterval(timer)
        draw()
      },
    }
  }

  function sign(mark: Mark, turn: number): string {
    if (mark === 'good') return paint(32, '✔')
    if (mark === 'bad') return paint(31, '✖')
    return animated ? paint(36, spinner[turn % spinner.length] ?? '·') : '·'
  }
}

/** Columns as wide as their widest cell, the first row underlined. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => widthOf(rows.map((row) => row[column] ?? '')))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...lines.slice(0, 1), widths.map((width) => '─'.repeat(width)).join('  '), ...lines.slice(1)]
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}
