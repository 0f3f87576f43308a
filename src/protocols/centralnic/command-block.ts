import { checkedName, checkedValue, type Field, MAX_PARAMETERS } from './form.ts'
import { ProtocolError } from './protocol-error.ts'
import { trimBlanks, unifyLineEnds } from './text.ts'

/**
 * Parses the value of `s_command`: `KEY=value` lines in any order, optionally after `[COMMAND]` and before `EOF`
 * (layouts A and A', reference 1.2; 7, row 33). Values may contain `=`; blanks round the first one do not count.
 */
export function parseCommandBlock(block: string): Field[] {
  const text = unifyLineEnds(block)
  const fields: Field[] = []
  let ended = false
  for (let start = 0, number = 1; start < text.length; number += 1) {
    const lineFeed = text.indexOf('\n', start)
    const end = lineFeed === -1 ? text.length : lineFeed
    const line = trimBlanks(text.slice(start, end))
    start = end + 1
    if (line === '') continue
    const at = `line ${number} of S_COMMAND`
    if (ended) throw new ProtocolError('malformed', `${at} stands after EOF`, 'S_COMMAND')
    const equals = line.indexOf('=')
    if (equals > 0) {
      if (fields.length === MAX_PARAMETERS) {
        throw new ProtocolError('tooLarge', `more than ${MAX_PARAMETERS} lines in S_COMMAND`, 'S_COMMAND')
      }
      fields.push(parseLine(line, equals, at))
    } else if (/^EOF$/i.test(line)) ended = true
    else if (fields.length > 0 || !/^\[COMMAND\]$/i.test(line)) {
      throw new ProtocolError('malformed', `${at} is not of the form KEY=value`, 'S_COMMAND')
    }
  }
  return fields
}

function parseLine(line: string, equals: number, at: string): Field {
  const name = checkedName(line.slice(0, equals), at)
  if (name === 'S_COMMAND') throw new ProtocolError('malformed', `${at} is a command block itself`, 'S_COMMAND')
  return { name, value: checkedValue(name, trimBlanks(line.slice(equals + 1))) }
}
