import { checkedName, Properties, propertyLine, type PropertySource, type PropertyValue } from './properties.ts'

export interface List {
  /** Names of the columns in display order; each cell is one property. */
  readonly columns: readonly string[]
  /** One array per object, its cells in the order of the columns. */
  readonly rows: readonly (readonly PropertyValue[])[]
  /** As asked for; 0 is the first object. */
  readonly first: number
  /** As asked for. */
  readonly limit: number
  /** Number of all objects that match, whatever the window. */
  readonly total: number
}

/**
 * The properties of a list. One column: everything in alphabetical order (seed 9.1.10). Several (WIDE=1): the data row
 * by row, then the columns and the window (seed 9.1.11, 9.1.23, 9.1.31).
 */
export function listProperties(list: List): PropertySource {
  return list.columns.length === 1 ? simpleList(list) : { appendTo: (lines) => appendWide(list, lines) }
}

function simpleList(list: List): Properties {
  const properties = new Properties()
  for (const column of list.columns) {
    properties.add(
      column,
      list.rows.map((row) => row[0] ?? ''),
    )
    properties.add('column', column)
  }
  for (const [name, value] of windowOf(list)) properties.add(name, value)
  return properties
}

function appendWide(list: List, lines: string[]): void {
  list.columns.forEach(checkedName)
  list.rows.forEach((row, index) => {
    list.columns.forEach((column, position) => lines.push(propertyLine(column, index, row[position] ?? '')))
  })
  list.columns.forEach((column, index) => lines.push(propertyLine('column', index, column)))
  for (const [name, value] of windowOf(list)) lines.push(propertyLine(name, 0, value))
}

/** Of an empty window `last` echoes `first`, and `total` stays the real total (reference 1.6). */
function windowOf({ rows, first, limit, total }: List): [name: string, value: number][] {
  const count = rows.length
  const last = count === 0 ? first : first + count - 1
  return [
    ['count', count],
    ['first', first],
    ['last', last],
    ['limit', limit],
    ['total', total],
  ]
}
