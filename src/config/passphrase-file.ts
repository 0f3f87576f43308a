import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomBytesOf, randomId } from '../core/index.ts'
import { ConfigError } from './config-error.ts'
import { Secret } from './secret.ts'

/**
 * The passphrase in the file, which is made the first time: 256 random bits, mode 0600, in a folder of mode 0700 if
 * that is new. It appears whole or not at all, and of two processes that start together both get the same one.
 */
export async function makePassphraseFile(file: string): Promise<Secret> {
  try {
    return (await readPassphrase(file)) ?? (await makeAndRead(file))
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const folder = dirname(file)
    throw new ConfigError(
      'RESEAL_DATA_DIR',
      `RESEAL_DATA_DIR is ${folder}, where the CA passphrase cannot be kept: ${(cause as Error).message}.`,
      cause,
    )
  }
}

async function readPassphrase(file: string): Promise<Secret | undefined> {
  let mode: number
  try {
    mode = (await stat(file)).mode
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new ConfigError(
      'RESEAL_DATA_DIR',
      `The CA passphrase in ${file} can be read by others: set its mode to 0600.`,
    )
  }
  const text = (await readFile(file, 'utf8')).trim()
  if (text !== '') return new Secret(text)
  throw new ConfigError('RESEAL_DATA_DIR', `The CA passphrase in ${file} is empty: restore it, the CA keys need it.`)
}

async function makeAndRead(file: string): Promise<Secret> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomId()}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytesOf(32).toString('hex')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // A link, unlike a rename, does not replace the file of a process that was faster.
    await link(draft, file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(folder)
  const passphrase = await readPassphrase(file)
  if (passphrase === undefined) throw new Error('it disappeared')
  return passphrase
}

/** Makes the new name durable; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
