import type { Statement } from './statement.ts'

/** Runs statements: on a connection, or inside whichever transaction is running. What the queries are written against. */
export interface Executor {
  all<P extends object, R>(statement: Statement<P, R>, values: P): Promise<readonly R[]>
  first<P extends object, R>(statement: Statement<P, R>, values: P): Promise<R | undefined>
  /** The number of rows that the statement changed. */
  change<P extends object>(statement: Statement<P, unknown>, values: P): Promise<number>
}

/** Bytes as a Buffer over the same memory: node:sqlite gives a Uint8Array, pg a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function maybe<Row, Noun>(map: (row: Row) => Noun, row: Row | undefined): Noun | undefined {
  return row === undefined ? undefined : map(row)
}

/** What an insert gave back. */
export function inserted<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('An insert gave back no row.')
  return row
}
