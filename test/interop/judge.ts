import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WrittenPki } from '../support/write-pki.ts'

/** What the platform made, in files: the judges see nothing else of it. */
export interface PkiFolder extends Disposable {
  readonly pki: WrittenPki
  path(file: string): string
}

/** Has another process run the CA and write down what it made. */
export function writtenPki(): PkiFolder {
  const folder = mkdtempSync(join(tmpdir(), 'reseal-interop-'))
  const script = join(import.meta.dirname, '../support/write-pki.ts')
  const written = run(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder])
  if (written.status !== 0) throw new Error(`write-pki.ts failed: ${written.output}`)
  const path = (file: string) => join(folder, file)
  return {
    pki: JSON.parse(readFileSync(path('pki.json'), 'utf8')),
    path,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface Verdict {
  readonly status: number | null
  /** Standard output and error. */
  readonly output: string
}

export function run(command: string, args: readonly string[], input = ''): Verdict {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (error !== undefined) throw error
  return { status, output: stdout + stderr }
}

/** False to run, or the reason for the skip. */
export function skipWithout(command: string, debianPackage: string): string | false {
  const { error } = spawnSync(command, ['--version'])
  return error === undefined ? false : `the command "${command}" is not installed (Debian package ${debianPackage})`
}
