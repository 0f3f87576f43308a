import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomId, sha256Hex } from '../core/index.ts'

/**
 * Writes a mail as `<message id>.eml`, mode 0600: it holds a link that approves a certificate. The file appears
 * whole, and a second delivery of the same mail replaces the first. Returns the file's path.
 */
export async function writeMailFile(directory: string, messageId: string, message: Buffer): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, `${fileNameOf(messageId)}.eml`)
  const draft = join(directory, `.${randomId()}`)
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(message)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  return file
}

/** Readable, and still one file for one id: the hash tells apart what the replacement made equal. */
function fileNameOf(messageId: string): string {
  const bare = messageId.replace(/^<|>$/g, '')
  const name = bare.replace(/[^A-Za-z0-9.@_-]/g, '_').replace(/^\.+/, '')
  const speaks = name === bare && name !== '' && name.length <= 120
  return speaks ? name : `mail-${name.slice(0, 100)}-${sha256Hex(messageId).slice(0, 16)}`
}
