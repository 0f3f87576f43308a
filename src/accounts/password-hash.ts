import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/**
 * argon2id with 19 MiB, two passes and one lane (OWASP's Password Storage Cheat Sheet), in PHC string form. What is
 * verified is verified with the parameters in its own string, so these may be raised later.
 */
const current = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(password, { ...current, salt, tagLength })
  const { memory, passes, parallelism } = current
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`
}

/** Throws if the stored string is not one that `hashPassword` writes. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const match = phc.exec(stored)
  const [, memory, passes, parallelism, salt, tag] = match ?? []
  if (salt === undefined || tag === undefined) throw new Error('A stored password hash is not argon2id in PHC form')
  const expected = Buffer.from(tag, 'base64')
  const derived = await derive(password, {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
  })
  return timingSafeEqual(derived, expected)
}

/**
 * What the password of a login that does not exist is verified against: the same work as for one that does. Its tag
 * is random, so no password fits it.
 */
export function unmatchableHash(): string {
  const { memory, passes, parallelism } = current
  const salt = encode(randomBytes(16))
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt}$${encode(randomBytes(tagLength))}`
}

interface Derivation {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Buffer
  readonly tagLength: number
}

function derive(
  password: string,
  { memory, passes, parallelism, salt, tagLength: length }: Derivation,
): Promise<Buffer> {
  const message = Buffer.from(password)
  return argon2Async('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength: length })
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

const argon2Async = promisify(argon2)
const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/
